namespace Kaos.Agent.Grains.Desk.Requests;

/// <summary>
/// A kubectl command line as the sentence that means the same, so that it is understood the same way:
/// <c>k get po -n shop</c> is "list po in namespace shop". Pure.
/// </summary>
internal static class KubectlWords
{
    private static readonly string[] Names = ["kubectl", "k", "oc"];

    // Options whose value may stand as a word of its own.
    private static readonly Dictionary<string, string> Valued = new(StringComparer.Ordinal)
    {
        ["-n"] = "namespace",
        ["--namespace"] = "namespace",
        ["--context"] = "context",
        ["--cluster"] = "context",
        ["-c"] = "container",
        ["--container"] = "container",
        ["--tail"] = "tail",
        ["--since"] = "since",
        ["--replicas"] = "replicas",
        ["--as"] = "as",
        ["--to-revision"] = "revision",
        ["-l"] = "",
        ["--selector"] = "",
        ["-o"] = "",
        ["--output"] = "",
        ["--sort-by"] = "",
        ["--field-selector"] = "",
        ["--grace-period"] = "",
        ["--timeout"] = "",
    };

    /// <summary>
    /// The sentence, or null where the text is no command line, or one that means more than words tell.
    /// </summary>
    public static string? Sentence(string text)
    {
        var trimmed = text.TrimStart(' ', '$', '`').TrimEnd('`', ' ', '?', '!');
        var tokens = trimmed.Split([' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries);
        if (tokens.Length > 1 && tokens[0].ToLowerInvariant() is "run" or "please" or "do" or "try" or "can")
        {
            tokens = tokens[1..];
        }

        if (tokens.Length < 2 || !Names.Contains(tokens[0].ToLowerInvariant()))
        {
            return null;
        }

        var line = Line.Of(tokens[1..]);
        return line.Words is [var verb, ..] ? Of(verb.ToLowerInvariant(), line) : null;
    }

    private static string? Of(string verb, Line line) => verb switch
    {
        "get" when line.Words.Count > 1 => line.Words.Count > 2 || line.Words[1].Contains('/')
            ? $"describe {line.Object(1)}{line.Place}"
            : $"list {(line.Words[1] == "all" ? "pods" : line.Words[1].Split(',')[0])}{line.Place}",
        "describe" when line.Words.Count == 2 && !line.Words[1].Contains('/') => $"list {line.Words[1]}{line.Place}",
        "describe" => $"describe {line.Object(1)}{line.Place}",
        "events" => $"list events{line.Place}",
        "logs" or "log" => $"show {(line.Has("-p", "--previous") ? "previous " : "")}logs of {line.Object(1)}"
            + $"{line.Option("container", " container ")}{line.Place}{Lines(line)}{Since(line)}",
        "top" => $"show memory usage of {line.Object(1)}{line.Place}",
        "config" => Config(line),
        "auth" when line.Words is [_, "can-i", var may, var on, ..] =>
            $"can {line.Options.GetValueOrDefault("as", "i")} {may} {on}{line.Place}",
        "rollout" when line.Words.Count > 2 => Rollout(line.Words[1], line),
        "scale" when line.Options.TryGetValue("replicas", out var count) =>
            $"scale {line.Object(1)} --replicas={count}{line.Place}",
        "set" when line.Words is [_, "image", _, var image, ..] => $"set image of {line.Words[2]} {image}{line.Place}",
        "delete" or "cordon" or "uncordon" or "drain" or "taint" or "label" =>
            $"{verb} {line.Object(1, line.Words.Count)}{line.Place}",
        "exec" when line.After is { } command => $"exec in {line.Object(1)}{line.Place} -- {command}",
        _ => null,
    };

    private static string? Config(Line line) => line.Words switch
    {
        [_, "view", ..] => "show the kubeconfig",
        [_, "get-contexts" or "get-clusters", ..] => "list contexts",
        [_, "current-context", ..] => "show the current context",
        [_, "use-context" or "use", var name, ..] => $"switch to {name}",
        _ => null,
    };

    private static string? Rollout(string verb, Line line) => verb switch
    {
        "restart" => $"restart {line.Object(2)}{line.Place}",
        "undo" => $"roll back {line.Object(2)}{line.Option("revision", " to revision ")}{line.Place}",
        "history" => $"show rollout history of {line.Object(2)}{line.Place}",
        "status" => $"describe {line.Object(2)}{line.Place}",
        "pause" => $"pause the rollout of {line.Object(2)}{line.Place}",
        "resume" => $"resume the rollout of {line.Object(2)}{line.Place}",
        _ => null,
    };

    private static string Lines(Line line) => line.Options.TryGetValue("tail", out var count)
        ? $" last {count} lines"
        : "";

    private static string Since(Line line) => line.Options.GetValueOrDefault("since", "") is { Length: > 1 } since
        ? (since[..^1], since[^1]) switch
        {
            (var count, 's') => $" in the last {count} seconds",
            (var count, 'm') => $" in the last {count} minutes",
            (var count, 'h') => $" in the last {count} hours",
            _ => "",
        }
        : "";

    /// <param name="Words">Neither options nor their values.</param>
    /// <param name="After">What stands after <c>--</c>; null: nothing does.</param>
    private sealed record Line(
        IReadOnlyList<string> Words, IReadOnlyDictionary<string, string> Options, IReadOnlySet<string> Flags,
        string? After)
    {
        public string Place => Option("namespace", " in namespace ") + Option("context", " in ");

        public static Line Of(string[] tokens)
        {
            var dashes = Array.IndexOf(tokens, "--");
            var options = new Dictionary<string, string>(StringComparer.Ordinal);
            var flags = new HashSet<string>(StringComparer.Ordinal);
            var words = new List<string>();
            var end = dashes < 0 ? tokens.Length : dashes;
            for (var i = 0; i < end; i++)
            {
                var (name, value) = tokens[i].Split('=', 2) is [var left, var right] && left.StartsWith('-')
                    ? (left, right)
                    : (tokens[i], null);
                if (!name.StartsWith('-'))
                {
                    words.Add(name);
                }
                else if (Valued.TryGetValue(name, out var option))
                {
                    options[option] = value ?? (i + 1 < end ? tokens[++i] : "");
                }
                else
                {
                    flags.Add(name);
                }
            }

            return new(words, options, flags, dashes < 0 ? null : string.Join(' ', tokens[(dashes + 1)..]));
        }

        public bool Has(params ReadOnlySpan<string> flags)
        {
            foreach (var flag in flags)
            {
                if (Flags.Contains(flag))
                {
                    return true;
                }
            }

            return false;
        }

        public string Option(string name, string before) =>
            Options.TryGetValue(name, out var value) && value.Length > 0 ? before + value : "";

        /// <summary>The object at a place: <c>deploy/web</c> and <c>deploy web</c> are the same.</summary>
        public string Object(int at, int count = 2) =>
            string.Join(' ', Words.Skip(at).Take(count)).Replace('/', ' ').Trim();
    }
}
