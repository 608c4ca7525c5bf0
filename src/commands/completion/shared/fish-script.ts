const FUNCTION = String.raw`function __aistack_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l program $words[1]
    set -e words[1]
    set -l out ($program __complete $words "$current" 2>/dev/null)
    test (count $out) -gt 0; or return
    set -l directive (string replace ':' '' -- $out[-1])
    set -e out[-1]
    # Behind --flag= the value alone is answered, and fish wants the whole word.
    set -l prefix (string match -r -- '^-[^=]*=' $current)
    set -l typed (string replace -r -- '^-[^=]*=' '' $current)
    switch $directive
        case 8
            for ending in $out
                __fish_complete_suffix "$typed" .$ending
            end
        case 16
            __fish_complete_directories "$typed"
        case 0
            if test (count $out) -eq 0
                __fish_complete_path "$typed"
                return
            end
    end
    test "$directive" = 8; and return
    for line in $out
        echo $prefix$line
    end
end
`;

/** The script for fish that completes these executables. */
export function fishScript(executables: readonly string[]): string {
  return `${FUNCTION}\n${executables.map((name) => `complete -c ${name} -f -a '(__aistack_complete)'`).join('\n')}\n`;
}
