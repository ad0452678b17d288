# Completion of peerlink for fish. Put it into ~/.config/fish/completions as "peerlink.fish", or source it.

function __peerlink_offers
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    for line in (sh -c @ENGINE@ peerlink $words[2..-1] "$current" 2>/dev/null)
        switch $line
            case :files :folders
                set -l prefix (string match -r -- '^--[^=]*=' "$current")
                set -l rest (string replace -r -- '^--[^=]*=' '' "$current")
                if test $line = :files
                    __fish_complete_path "$rest" | string replace -r '^' -- "$prefix"
                else
                    __fish_complete_directories "$rest" | string replace -r '^' -- "$prefix"
                end
            case '*'
                printf '%s\n' $line
        end
    end
end

complete -c peerlink -f -a '(__peerlink_offers)'
