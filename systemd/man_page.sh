#!/bin/sh
# man_page.sh PROGRAM SECTION "ONE LINE": writes the manual page of a program out of its own --help, command by
# command, so that the page says what the program does.
set -eu

program=$1 section=$2 line=$3
name=$(basename "$program")

# Text as it stands: roff's own characters are quoted.
as_it_stands() { sed -e 's/\\/\\e/g' -e "s/^[.']/\\\\\&&/" -e 's/-/\\-/g'; }
# The names under "Subcommands:" in a help text.
commands_in() { sed -n '/^Subcommands:/,/^$/s/^  \([a-z][a-z-]*\) .*/\1/p'; }

block() {
    printf '.SH %s\n.nf\n' "$1"
    as_it_stands
    printf '.fi\n'
}

pages() {  # WORD…: the help of a command, then of those below it
    # shellcheck disable=SC2068  # words
    help=$("$program" $@ --help)
    printf '%s\n' "$help" | block "$(echo "$name $*" | tr '[:lower:]' '[:upper:]' | sed 's/ *$//')"
    for command in $(printf '%s\n' "$help" | commands_in); do pages "$@" "$command"; done
}

printf '.TH %s %s "" "Crosstown" ""\n' "$(echo "$name" | tr '[:lower:]' '[:upper:]')" "$section"
printf '.SH NAME\n%s \\- %s\n' "$name" "$line"
pages
printf '.SH SEE ALSO\n/usr/share/doc/crosstown: the documentation, with an example city.\n'
