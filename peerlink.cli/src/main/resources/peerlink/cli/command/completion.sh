# Tells what the last of its arguments may become: a word and, behind a tab, what it is; or what kind of file.
# Run by sh for the completion of each shell, so that no option of that shell matters, and nothing of it is changed.
command=
given=0
expects=
ended=
prefix=
profile=${PEERLINK_PROFILE:-default}
home=${PEERLINK_HOME:-}

@TABLES@

note() {
  case $1 in
    --profile) profile=$2 ;;
    --home)
      case $2 in
        "~/"*) home=$HOME/${2#??} ;;
        *) home=$2 ;;
      esac
      ;;
  esac
}

offer() {
  while IFS= read -r line; do
    printf "%s%s\n" "$prefix" "$line"
  done
}

words() {
  for one in "$@"; do
    printf "%s\n" "$one"
  done | offer
}

where() {
  case ${XDG_DATA_HOME:-} in
    /*) data=$XDG_DATA_HOME ;;
    *) data=${HOME:-}/.local/share ;;
  esac
  printf "%s/profiles" "${home:-$data/peerlink}"
}

profiles() {
  for folder in "$(where)"/*/; do
    [ -d "$folder" ] || continue
    folder=${folder%/}
    words "${folder##*/}"
  done
}

# Contacts, and who was there when a registry told last. Names need no quotes, in JSON or in a shell.
peers() {
  folder=$(where)/$profile
  cat "$folder/contacts.json" "$folder/last-known.json" 2>/dev/null | tr "," "\n" |
    sed -n "s/.*\"name\" *: *\"\([A-Za-z0-9][A-Za-z0-9._-]*\)\".*/\1/p" | sort -u | offer
}

commands() {
  {
    subcommands_of ""
    of_plugins
  } | offer
}

# Those that plugins had when they ran last.
of_plugins() {
  sed -n "s/^\([a-z0-9-][a-z0-9-]*\)	\([^	]*\).*/\1	\2/p" "$(where)/$profile/plugin-commands" 2>/dev/null
}

plugin_commands() {
  of_plugins | offer
}

is_of_plugin() {
  case "
$(of_plugins)" in
    *"
$1	"*) return 0 ;;
  esac
  return 1
}

files() {
  echo :files
}

folders() {
  echo :folders
}

first() {
  commands | while IFS= read -r line; do
    case $line in
      "$1"*) printf "%s\n" "$line" ;;
    esac
  done
}

while [ $# -gt 1 ]; do
  word=$1
  shift
  if [ -n "$expects" ]; then
    note "$expects" "$word"
    expects=
  elif [ -n "$ended" ]; then
    given=$((given + 1))
  else
    case $word in
      --) ended=1 ;;
      --*=*) note "${word%%=*}" "${word#*=}" ;;
      -?*) if takes_value "$command $word"; then expects=$word; fi ;;
      *)
        if [ $given -eq 0 ] && is_command "$command:$word"; then
          command=${command:+$command }$word
        elif [ $given -eq 0 ] && [ -z "$command" ] && is_of_plugin "$word"; then
          command=run
          given=1
        else
          given=$((given + 1))
        fi
        ;;
    esac
  fi
done

if [ -n "$expects" ]; then
  value_of "$command $expects"
elif [ -z "$ended" ]; then
  case $1 in
    --*=*)
      prefix=${1%%=*}=
      value_of "$command ${1%%=*}"
      ;;
    -*) options_of "$command" ;;
    *)
      if [ -z "$command" ] && [ $given -eq 0 ]; then
        found=$(first "$1")
        if [ -n "$found" ]; then
          printf "%s\n" "$found"
        else
          peers
        fi
      else
        if [ $given -eq 0 ]; then
          subcommands_of "$command"
        fi
        operand_of "$command:$given"
      fi
      ;;
  esac
else
  operand_of "$command:$given"
fi
