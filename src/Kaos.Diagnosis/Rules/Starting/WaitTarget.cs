using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Starting;

/// <summary>
/// For which host an init container's command waits, read from the words that scripts use for waiting.
/// </summary>
internal static class WaitTarget
{
    private static readonly HashSet<string> Asks =
        ["nslookup", "dig", "host", "nc", "ncat", "ping", "curl", "wget", "getent", "telnet", "wait-for", "wait-for-it",
            "wait-for-it.sh", "wait4x"];

    private static readonly char[] Breaks = [' ', '\t', '\n', '\r', ';', '|', '&', '(', ')', '`', '"', '\'', ','];
    private static readonly HashSet<string> HostFlags = ["-h", "--host", "-host"];
    private static readonly HashSet<string> Plain =
        ["hosts", "ahosts", "tcp", "http", "do", "done", "sleep", "until", "while", "echo", "true"];

    /// <summary>The host, without scheme, port and path; null when the command names none plainly.</summary>
    public static string? Of(Container container)
    {
        var words = container.Command.Concat(container.Args)
            .SelectMany(t => t.Split(Breaks, StringSplitOptions.RemoveEmptyEntries)).ToList();
        for (var i = 0; i < words.Count; i++)
        {
            if (HostFlags.Contains(words[i]) && i + 1 < words.Count && Host(words[i + 1]) is { } flagged)
            {
                return flagged;
            }

            if (words[i].StartsWith("--host=", StringComparison.Ordinal))
            {
                return Host(words[i]["--host=".Length..]);
            }

            if (Asks.Contains(words[i][(words[i].LastIndexOf('/') + 1)..]) &&
                words.Skip(i + 1).Take(6).Where(w => !w.StartsWith('-')).Select(Host)
                    .FirstOrDefault(h => h is not null) is { } asked)
            {
                return asked;
            }
        }

        return words.Where(w =>
            w.StartsWith("tcp://", StringComparison.Ordinal) || w.StartsWith("http", StringComparison.Ordinal))
            .Select(Host).FirstOrDefault(h => h is not null);
    }

    /// <summary>
    /// The object for whose state the command waits: <c>kubectl wait … job/migrate</c>, <c>kubectl rollout status
    /// deployment/web</c>; null when it waits for none.
    /// </summary>
    /// <param name="ns">The pod's own namespace, where the command names no other.</param>
    public static ObjectRef? Object(Container container, string ns)
    {
        var words = container.Command.Concat(container.Args)
            .SelectMany(t => t.Split(Breaks, StringSplitOptions.RemoveEmptyEntries)).ToList();
        var at = words.FindIndex(w => w is "wait" or "status" or "job" or "job-wr" or "pod" or "pod-wr");
        var space = words.FindIndex(w => w is "-n" or "--namespace");
        var place = space >= 0 && space + 1 < words.Count ? words[space + 1]
            : words.Find(w => w.StartsWith("--namespace=", StringComparison.Ordinal))?["--namespace=".Length..] ?? ns;
        return at < 0 ? null : words.Skip(at)
            .Select((w, i) => w.Split('/') is [var kind, var name]
                ? (kind, name)
                : (kind: w, name: words.ElementAtOrDefault(at + i + 1) ?? ""))
            .Where(p => p.name.Length > 0 && !p.name.StartsWith('-'))
            .Select(p => Kind(p.kind) is { } kind ? Refs.Of(kind, place, p.name) : null)
            .FirstOrDefault(o => o is not null);
    }

    private static string? Kind(string word) => word.Split('.')[0] switch
    {
        "job" or "jobs" or "job-wr" => "Job",
        "pod" or "pods" or "pod-wr" => "Pod",
        "deployment" or "deployments" or "deploy" => "Deployment",
        "statefulset" or "statefulsets" or "sts" => "StatefulSet",
        "daemonset" or "daemonsets" or "ds" => "DaemonSet",
        _ => null,
    };

    private static string? Host(string word)
    {
        var text = word.Contains("://", StringComparison.Ordinal)
            ? word[(word.IndexOf("://", StringComparison.Ordinal) + 3)..]
            : word;
        text = text.Split('/')[0].Split(':')[0];
        return text.Length > 1 && !Plain.Contains(text) && char.IsAsciiLetter(text[0]) &&
            text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.')
            ? text
            : null;
    }
}
