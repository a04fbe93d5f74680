# setup.sh - what ./run, ./test and ./evaluate share: installing packages, and quiet steps with a log. Sourced from
# the root of the repository.

n_jobs=${DATELINE_BUILD_JOBS:-$(nproc)}
log_dir=build/log
mkdir -p "$log_dir"

say() { printf '%s\n' "$*" >&2; }

# step LABEL COMMAND...: runs quietly; when it fails, shows all that it printed and ends the script.
step() {
    local label=$1 log status=0
    shift
    log="$log_dir/$(tr -c 'a-z0-9\n' '-' <<<"${label,,}").log"
    "$@" >"$log" 2>&1 </dev/null || status=$?
    ((status == 0)) && return
    cat "$log" >&2
    say "failed: $label (the lines above are $log)"
    exit "$status"
}

# as_root COMMAND...: through sudo where needed.
as_root() {
    if ((EUID == 0)); then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        say "packages are missing and this user may not install them; as root: $*"
        return 1
    fi
}

# install_packages SET...: installs those packages of cmake/packages.txt that are not there.
install_packages() {
    local set package missing=()
    if ! command -v apt-get >/dev/null; then
        say "no apt-get here: taking it that the packages of cmake/packages.txt are installed"
        return
    fi
    while read -r set package _; do
        [[ " $* " == *" $set "* ]] || continue
        [[ $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || missing+=("$package")
    done <cmake/packages.txt
    ((${#missing[@]})) || return 0
    say "installing ${missing[*]}"
    ((EUID == 0)) || as_root true # asks for the password where it can be seen
    step "package lists" as_root apt-get -q update
    step "packages" as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends \
        "${missing[@]}"
}

# build PRESET: configures and builds into build/PRESET.
build() {
    [[ -f build/$1/build.ninja ]] || say "building $1 (the first time takes a minute or two)"
    step "configure $1" cmake --preset "$1"
    step "build $1" cmake --build --preset "$1" --parallel "$n_jobs"
}
