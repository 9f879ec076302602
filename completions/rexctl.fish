# fish completion for rexctl: the program itself knows the words.
function __rexctl_complete
    set -l program (string replace -r '^~' $HOME -- (commandline -opc)[1])
    type -q -- $program; or set program rexctl
    set -l token (commandline -ct)
    for line in (builtin printf %s (commandline -cp | string collect) | $program __complete fish -- - 2>/dev/null)
        switch $line
            case \tfiles
                set -l flag (string match -r -- '^--[^=]+=' $token)
                string join \n -- "$flag"(__fish_complete_path (string replace -r -- '^--[^=]+=' '' $token))
            case \tdirectories
                __fish_complete_directories $token
            case '*'
                echo $line
        end
    end
end

complete -c rexctl -f -k -a '(__rexctl_complete)'
