# Completion of crosstownctl in bash: the program's own --help says what may follow.
_crosstownctl() {
    local current=${COMP_WORDS[COMP_CWORD]} word words=() help
    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        [[ $word == [a-z]* ]] && words+=("$word")
    done
    help=$(crosstownctl "${words[@]}" --help 2>/dev/null) || help=$(crosstownctl --help 2>/dev/null) || return
    if [[ $current == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$(grep -oE -- '--[a-z][a-z-]*' <<<"$help" | sort -u)" -- "$current")
    else
        mapfile -t COMPREPLY < <(compgen -W "$(sed -n '/^Subcommands:/,/^$/s/^  \([a-z][a-z-]*\) .*/\1/p' <<<"$help")" -- "$current")
    fi
}
complete -o default -F _crosstownctl crosstownctl
