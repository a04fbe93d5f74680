/* gazetteer_format.h - bytes of a compiled gazetteer; included by its reader and by tools/gazetteer_compile.c only.
 *
 *     0    magic "DLGAZ\r\n\x1a"
 *     8    u32 version of the writer        12  u32 oldest version whose readers can read it
 *     16   u64 bytes of the whole file
 *     24   u32 n_places, n_names, n_blocks, names_len, texts_len, 0
 *     48   u64 offsets of the sections places, blocks, names, texts
 *     80   u64 XXH3 of the blocks section   88  u64 XXH3 of everything behind the header
 *     96   u64 XXH3 of bytes 0..95
 *
 *     places   n_places records of 28 bytes: i32 lat, i32 lon (1e-5 degrees), u32 id, u32 offset of the name in texts,
 *              u32 parent, char country[2] (NUL: none), u8 kind, u8 population (25 log10(people + 1); airfields: class),
 *              u16 radius in km, u8 flags (1: by hand), u8 0
 *     blocks   n_blocks u32 offsets into names: 16 names each, front coded against their neighbour
 *     names    u8 bytes shared with the name before (0 at the head of a block), u8 bytes that follow, these bytes,
 *              varint number of places n; if n > 1 varint length of the list in bytes; n varints: step from the
 *              place before, shifted left by 2, plus enum gazetteer_how
 *     texts    names for display: u8 length, bytes; may be shared
 *
 * All numbers little endian; names sorted bytewise. */
#ifndef SPANS_GAZETTEER_FORMAT_H
#define SPANS_GAZETTEER_FORMAT_H

#define GAZETTEER_MAGIC "DLGAZ\r\n\x1a"

enum {
    GAZETTEER_VERSION = 1, /* of this program */
    GAZETTEER_OLDEST = 1,  /* files before it are too old for this program */
    GAZETTEER_HEADER = 104,
    GAZETTEER_RECORD = 28,
    GAZETTEER_BLOCK = 16 /* names a block */
};

#endif
