# Completion of peerlink for bash. Source it, or put it into a folder of bash-completion as "peerlink".

_peerlink() {
  local IFS=$' \t\n' offers current prefix line found i
  local -a words=()
  # bash has split --option=value
  for ((i = 1; i <= COMP_CWORD; i++)); do
    line=${COMP_WORDS[i]}
    if ((i > 1)) && [[ $line == = && ${COMP_WORDS[i - 1]} == --* ]]; then
      words[${#words[@]} - 1]+==
    elif ((i > 2)) && [[ ${COMP_WORDS[i - 1]} == = && ${COMP_WORDS[i - 2]} == --* ]]; then
      words[${#words[@]} - 1]+=$line
    else
      words+=("$line")
    fi
  done
  current=${words[${#words[@]} - 1]}
  prefix=
  if [[ $current == --*=* ]]; then
    prefix=${current%%=*}=
  fi
  current=${current#"$prefix"}
  COMPREPLY=()
  offers=$(sh -c @ENGINE@ peerlink "${words[@]}" 2>/dev/null)
  while IFS= read -r line; do
    case $line in
      '') ;;
      :files | :folders)
        compopt -o filenames 2>/dev/null
        [[ $line == :files ]] && found=$(compgen -f -- "$current") || found=$(compgen -d -- "$current")
        while IFS= read -r line; do
          if [[ -n $line ]]; then
            COMPREPLY+=("$line")
          fi
        done <<<"$found"
        ;;
      *)
        line=${line%%$'\t'*}
        line=${line#"$prefix"}
        if [[ $line == "$current"* ]]; then
          COMPREPLY+=("$line")
        fi
        ;;
    esac
  done <<<"$offers"
}

complete -F _peerlink peerlink
