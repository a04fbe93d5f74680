# bash completion of dateline
_dateline() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} words
    if ((COMP_CWORD == 1)); then
        words="read explain --help --version"
    else
        case $before in
        --arithmetic) words="auto f32 bf16 int8" ;;
        --colour) words="auto always never" ;;
        --layer) words="places times numbers actors speakers sentences tokens pieces spans drafts" ;;
        --model | --data)
            mapfile -t COMPREPLY < <(compgen -d -- "$word")
            return
            ;;
        esac
        if [[ -z ${words-} && $word == -* ]]; then
            case ${COMP_WORDS[1]} in
            read) words="--text --jsonl --json --with-text --explain --jobs --colour --arithmetic --model --data --help" ;;
            explain) words="--jsonl --layer --jobs --arithmetic --model --data --help" ;;
            esac
        fi
    fi
    if [[ -n ${words-} ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
    else
        mapfile -t COMPREPLY < <(compgen -f -- "$word")
    fi
}
complete -o filenames -F _dateline dateline
