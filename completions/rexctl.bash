# bash completion for rexctl: the program itself knows the words.
_rexctl() {
  local line program=${COMP_WORDS[0]/#\~/$HOME}
  type -P -- "$program" > /dev/null || program=rexctl
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      $'\tfiles') compopt -o default 2> /dev/null ;;
      $'\tdirectories') compopt -o dirnames 2> /dev/null ;;
      $'\topen') compopt -o nospace 2> /dev/null ;;
      *) COMPREPLY+=("$line") ;;
    esac
  done < <(builtin printf %s "${COMP_LINE:0:COMP_POINT}" | "$program" __complete bash -- - "$COMP_WORDBREAKS" "$COMP_TYPE" "${COLUMNS:-80}" 2> /dev/null)
}

complete -o nosort -F _rexctl rexctl 2> /dev/null || complete -F _rexctl rexctl
