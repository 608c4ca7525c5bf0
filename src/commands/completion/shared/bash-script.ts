const FUNCTION = String.raw`# Bash splits at = and : where COMP_WORDBREAKS has them: what stands together on the line is put together again.
__aistack_complete() {
  local line=$COMP_LINE before word last=0 at glue
  local -a words
  line=${'$'}{line:0:COMP_POINT}
  words=()
  for ((at = 0; at < COMP_CWORD; at++)); do
    word=${'$'}{COMP_WORDS[at]}
    before=${'$'}{line%%"$word"*}
    line=${'$'}{line#"$before"}
    line=${'$'}{line#"$word"}
    if [[ $at -gt 0 && -z $before ]]; then words[last]=${'$'}{words[last]}$word; else last=${'$'}{#words[@]} words[${'$'}{#words[@]}]=$word; fi
  done
  glue=$line
  line=${'$'}{line#"${'$'}{line%%[![:space:]]*}"}
  if [[ $glue == "$line" ]]; then words[last]=${'$'}{words[last]}$line; else last=${'$'}{#words[@]} words[${'$'}{#words[@]}]=$line; fi
  for at in "${'$'}{!words[@]}"; do
    word=${'$'}{words[at]}
    words[at]=${'$'}{word//[\"\'\\]/}
  done

  local program=${'$'}{words[0]} current=${'$'}{words[last]} out directive prefix= strip= breaks=
  case $program in '~/'*) program=$HOME/${'$'}{program#'~/'} ;; esac
  out=$("$program" __completeNoDesc "${'$'}{words[@]:1}" 2>/dev/null) || return 0
  directive=${'$'}{out##*:}
  out=${'$'}{out%:*}
  [[ $directive =~ ^[0-9]+$ ]] || return 0
  if [[ $current == -*=* ]]; then prefix=${'$'}{current%%=*}=; fi
  [[ $COMP_WORDBREAKS == *:* ]] && breaks=:
  [[ $COMP_WORDBREAKS == *=* ]] && breaks=$breaks=
  # Bash puts in what stands behind the last of them.
  if [[ -n $breaks && $current == *[$breaks]* ]]; then strip=${'$'}{current%"${'$'}{current##*[$breaks]}"}; fi
  local typed=${'$'}{current#"$prefix"} file

  COMPREPLY=()
  if ((directive & 8)); then
    compopt -o filenames 2>/dev/null
    while IFS= read -r file; do
      if [[ -d ${'$'}{file/#\~/$HOME} || $'\n'$out == *$'\n'"${'$'}{file##*.}"$'\n'* ]]; then COMPREPLY[${'$'}{#COMPREPLY[@]}]=$file; fi
    done < <(compgen -f -- "$typed")
    return 0
  fi
  while IFS= read -r word; do
    [[ -n $word ]] || continue
    word=$prefix$word
    word=${'$'}{word#"$strip"}
    [[ $word == *[!A-Za-z0-9_.,:=/@%+-]* ]] && printf -v word %q "$word"
    COMPREPLY[${'$'}{#COMPREPLY[@]}]=$word
  done <<<"$out"
  if ((directive & 2)); then compopt -o nospace 2>/dev/null; fi
  if [[ ${'$'}{#COMPREPLY[@]} -gt 0 ]] || ((directive & 4)); then return 0; fi
  compopt -o filenames 2>/dev/null
  local kind=-f
  if ((directive & 16)); then kind=-d; fi
  while IFS= read -r file; do COMPREPLY[${'$'}{#COMPREPLY[@]}]=$file; done < <(compgen "$kind" -- "$typed")
}
`;

/** The script for bash (3.2 or newer; it needs nothing of the package bash-completion) that completes these executables. */
export function bashScript(executables: readonly string[]): string {
  return `${FUNCTION}\ncomplete -F __aistack_complete ${executables.join(' ')}\n`;
}
