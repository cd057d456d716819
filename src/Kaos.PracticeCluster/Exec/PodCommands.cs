using System.Globalization;

namespace Kaos.PracticeCluster.Exec;

// What a command says and how it ends. Wait: how long it runs before it says anything.
internal sealed record CommandResult(int ExitCode, string Output = "", string Errors = "", TimeSpan Wait = default)
{
    public static CommandResult Of(string output) => new(0, output);
}

// The few commands that a practice container has, in the words of busybox and of the container runtime.
internal static class PodCommands
{
    public static CommandResult Run(string[] argv, PodFiles files) => argv switch
    {
        ["sh" or "bash" or "/bin/sh" or "/bin/bash", "-c", var line] =>
            Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), files),
        ["cat", .. var paths] => Cat(paths, files.All()),
        ["ls"] => List("/", files.All()),
        ["ls", .. var rest] => List(rest.LastOrDefault(word => word[0] != '-') ?? "/", files.All()),
        ["env" or "printenv"] =>
            CommandResult.Of(string.Concat(files.Environment().Select(pair => $"{pair.Key}={pair.Value}\n"))),
        ["printenv", var name] =>
            files.Environment().TryGetValue(name, out var value) ? CommandResult.Of($"{value}\n") : new(1),
        ["hostname"] => CommandResult.Of($"{files.HostName}\n"),
        ["echo", .. var words] => CommandResult.Of($"{string.Join(' ', words)}\n"),
        ["true"] => new(0),
        ["false"] => new(1),
        ["sleep", var seconds] =>
            new(0, Wait: TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture))),
        ["yes"] => CommandResult.Of(string.Concat(Enumerable.Repeat("y\n", 1_000_000))),
        ["nslookup", var name] => Look(name, files),
        _ => new(127, Errors: "OCI runtime exec failed: exec failed: unable to start container process: exec: "
            + $"\"{argv[0]}\": executable file not found in $PATH: unknown\r\n"),
    };

    private static CommandResult Cat(IReadOnlyList<string> paths, SortedDictionary<string, string> files)
    {
        var missing = paths.Where(path => !files.ContainsKey(path)).ToList();
        return new(
            missing.Count == 0 ? 0 : 1,
            string.Concat(paths.Where(files.ContainsKey).Select(path => files[path])),
            string.Concat(missing.Select(path => $"cat: can't open '{path}': No such file or directory\n")));
    }

    private static CommandResult List(string path, SortedDictionary<string, string> files)
    {
        var folder = path.TrimEnd('/') + "/";
        var names = files.Keys.Where(file => file.StartsWith(folder, StringComparison.Ordinal))
            .Select(file => file[folder.Length..].Split('/')[0]).Distinct(StringComparer.Ordinal).ToList();
        return files.ContainsKey(path) ? CommandResult.Of($"{path}\n")
            : names.Count > 0 ? CommandResult.Of(string.Concat(names.Select(name => $"{name}\n")))
            : new(1, Errors: $"ls: {path}: No such file or directory\n");
    }

    private static CommandResult Look(string name, PodFiles files)
    {
        const string Server = "Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\n";
        return files.Resolve(name) is { } found
            ? CommandResult.Of($"{Server}Name:\t{found.Name}\nAddress: {found.Address}\n\n")
            : new(1, Server + $"** server can't find {name}: NXDOMAIN\n\n");
    }
}
