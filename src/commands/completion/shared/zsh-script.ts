const FUNCTION = String.raw`__aistack_complete() {
  local out directive line word about program=${'$'}{(Q)words[1]}
  local -a lines described space
  program=${'$'}{program/#\~/$HOME}
  out=$("$program" __complete "${'$'}{(@Q)words[2,CURRENT-1]}" "${'$'}{(Q)PREFIX}" 2>/dev/null) || return 1
  lines=("${'$'}{(@f)out}")
  directive=${'$'}{lines[-1]#:}
  lines[-1]=()
  [[ $directive == <-> ]] || return 1
  # The value alone is completed behind --flag=.
  if [[ $PREFIX == -*=* ]]; then compset -P '*='; fi
  if (( directive & 8 )); then _files -g "*.(${'$'}{(j:|:)lines})"; return; fi
  for line in $lines; do
    word=${'$'}{line%%$'\t'*}
    about=
    if [[ $line == *$'\t'* ]]; then about=${'$'}{line#*$'\t'}; fi
    described+=("${'$'}{word//:/\\:}${'$'}{about:+:$about}")
  done
  if (( directive & 2 )); then space=(-S ''); fi
  if (( $#described > 0 )); then _describe -V 'words' described $space; return; fi
  if (( directive & 4 )); then return 1; fi
  if (( directive & 16 )); then _files -/; else _files; fi
}
`;

/** The script for zsh that completes these executables: sourced after compinit, or a file of fpath. */
export function zshScript(executables: readonly string[]): string {
  const names = executables.join(' ');
  return `#compdef ${names}
${FUNCTION}
# As a file of fpath this is the body of the function that zsh looks for; sourced it is not.
if [[ \${funcstack[1]} == _kubectl-* ]]; then __aistack_complete "$@"; else compdef __aistack_complete ${names}; fi
`;
}
