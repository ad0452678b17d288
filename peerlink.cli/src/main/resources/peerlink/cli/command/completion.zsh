#compdef peerlink
# Completion of peerlink for zsh. Put it into a folder of fpath as "_peerlink", or source it behind compinit.

_peerlink() {
  local line
  local -a offers
  for line in ${(f)"$(sh -c @ENGINE@ peerlink "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)"}; do
    case $line in
      :files)
        compset -P '--*='
        _files
        return
        ;;
      :folders)
        compset -P '--*='
        _files -/
        return
        ;;
      *)
        offers+=("${${line//:/\\:}/$'\t'/:}")
        ;;
    esac
  done
  ((${#offers})) && _describe -t words peerlink offers
}

if [[ ${funcstack[1]-} == _peerlink ]]; then
  _peerlink "$@"
elif ((${+functions[compdef]})); then
  compdef _peerlink peerlink
else
  print -u2 'peerlink: source this behind: autoload -Uz compinit && compinit'
fi
