using System.Text.RegularExpressions;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Tests.Accuracy;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;
using YamlDotNet.RepresentationModel;

namespace Kaos.Diagnosis.Tests;

/// <summary>A folder under Scenarios: a cluster with something wrong, or odd, and what must be found.</summary>
internal sealed record Scenario(ClusterSnapshot World, Expectation Expected)
{
    private const string ExpectedFile = "expected.yaml";

    public static string Root { get; } = RepositoryFolder.Find("tests", "Kaos.Diagnosis.Tests", "Scenarios");

    public static IEnumerable<string> Names() =>
        Directory.EnumerateDirectories(Root).Select(d => Path.GetFileName(d) ?? "").Order(StringComparer.Ordinal);

    public static Scenario Load(string name) => Read(Path.Combine(Root, name), "scenario");

    /// <summary>The same with every name changed: names must decide nothing.</summary>
    public static Scenario LoadRenamed(string name)
    {
        var source = Path.Combine(Root, name);
        var names = NamesIn(SnapshotReader.Read(source).Objects);
        var pattern = new Regex(
            "(?<![A-Za-z0-9])(" + string.Join(
                "|", names.OrderByDescending(n => n.Length).Select(Regex.Escape)) + ")(?![A-Za-z0-9])",
            RegexOptions.None, TimeSpan.FromSeconds(20));
        return Changed(source, "renamed", text => Rename(pattern, text));
    }

    /// <summary>
    /// The same with unrelated objects, events and log lines beside it: noise must decide nothing either.
    /// </summary>
    public static Scenario LoadNoisy(string name, int seed)
    {
        var source = Path.Combine(Root, name);
        var noise = new Noise(SnapshotReader.Read(source), seed);
        return Changed(
            source, "noisy", text => text,
            (path, text) => path.EndsWith(".log", StringComparison.Ordinal) ? noise.In(text) : text, noise.Objects);
    }

    // Written anew and read again, so that a changed scenario takes the same way as one that a person wrote.
    private static Scenario Changed(
        string source, string called, Func<string, string> rename, Func<string, string, string>? edit = null,
        string? more = null)
    {
        var target = Directory.CreateTempSubdirectory("kaos-scenario-");
        try
        {
            foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
            {
                var path = Path.Combine(target.FullName, rename(Path.GetRelativePath(source, file)));
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                var text = rename(File.ReadAllText(file));
                File.WriteAllText(path, edit?.Invoke(path, text) ?? text);
            }

            if (more is not null)
            {
                File.WriteAllText(Path.Combine(target.FullName, "beside.yaml"), more);
            }

            return Read(target.FullName, called);
        }
        finally
        {
            target.Delete(recursive: true);
        }
    }

    private static Scenario Read(string folder, string called)
    {
        var world = SnapshotReader.Read(folder, called);
        var expected = Expectation.Read(File.ReadAllText(Path.Combine(folder, ExpectedFile)));
        return new Scenario(
            world with { NotRead = [.. world.NotRead.Where(n => !n.What.EndsWith(ExpectedFile, StringComparison.Ordinal))] },
            expected);
    }

    // Pods, ReplicaSets and revisions bear their workload's name and change with it, claims of a pod that pod's; an
    // APIService bears the name of its group, which is a word of Kubernetes.
    private static HashSet<string> NamesIn(ClusterObjects objects)
    {
        var names = new HashSet<string>();
        foreach (var item in objects.All().Where(o =>
            o is not (Event or ReplicaSet or ControllerRevision or CustomResource { Kind: "APIService" })))
        {
            names.Add(item.Metadata.Namespace);
            if (item is not (Pod or PersistentVolumeClaim) || item.Metadata.Controller is null)
            {
                names.Add(item.Metadata.Name);
            }

            if (item is Deployment { Spec.Template.Spec.ServiceAccountName: { } account })
            {
                names.Add(account);
            }

            if (item is Pod { Spec: { } spec })
            {
                names.UnionWith(spec.Containers.Concat(spec.InitContainers).Select(c => c.Name));
                names.UnionWith(spec.Containers.SelectMany(c => c.EnvFrom).Select(e => e.ConfigMapRef?.Name ?? ""));
            }
        }

        // What every cluster calls so is a word of Kubernetes, in codes and annotations too: API groups, system
        // namespaces, and where the control plane shows, its parts and their leases.
        names.ExceptWith(objects.All().Select(item => item.ApiVersion.Split('/')[0]));
        names.RemoveWhere(n => n.Length < 3 || n is "default" or "kube-system" or "kube-node-lease" or "kube-public");
        names.ExceptWith(objects.Of<Component>().Select(part => part.Metadata.Name));
        names.ExceptWith(objects.Of<Lease>().Where(lease => lease.Metadata.Namespace == "kube-system")
            .Select(lease => lease.Metadata.Name));
        return names;
    }

    // Letters are shifted, so that lengths and distances between names stay as they were.
    private static string Rename(Regex pattern, string text) => pattern.Replace(text, m => string.Concat(m.Value.Select(
        c => char.IsAsciiLetterLower(c) ? (char)('a' + ((c - 'a' + 13) % 26)) : c)));
}

/// <summary>What a scenario expects; empty findings mean healthy, and then no symptom either.</summary>
internal sealed record Expectation(Focus? Focus, IReadOnlyList<ExpectedFinding> Findings)
{
    public static Expectation Read(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        var root = (YamlMappingNode)stream.Documents[0].RootNode;
        return new Expectation(
            ReadFocus(root), [.. Items(root, "findings").Cast<YamlMappingNode>().Select(ExpectedFinding.Read)]);
    }

    internal static IEnumerable<YamlNode> Items(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out var value) && value is YamlSequenceNode list ? list.Children : [];

    internal static string? Text(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out var value) ? ((YamlScalarNode)value).Value : null;

    private static Focus? ReadFocus(YamlMappingNode root)
    {
        if (!root.Children.TryGetValue("focus", out var value) || value is not YamlMappingNode focus)
        {
            return null;
        }

        var subject = new ObjectRef(Text(focus, "kind") ?? "", Text(focus, "namespace"), Text(focus, "name") ?? "");
        return new Focus(subject, Text(focus, "symptom"), Since: null);
    }
}

internal sealed record ExpectedFinding(
    string CauseCode,
    string RootCause,
    string EditTarget,
    string Subject,
    IReadOnlyDictionary<string, string> Facts,
    IReadOnlyList<string> Evidence,
    IReadOnlyList<string> RuledOut,
    double MinConfidence,
    string? FirstOption)
{
    public static ExpectedFinding Read(YamlMappingNode node) => new(
        Expectation.Text(node, "causeCode") ?? "",
        Expectation.Text(node, "rootCause") ?? "",
        Expectation.Text(node, "editTarget") ?? "",
        Expectation.Text(node, "subject") ?? "",
        node.Children.TryGetValue("facts", out var facts)
            ? ((YamlMappingNode)facts).Children.ToDictionary(p =>
                ((YamlScalarNode)p.Key).Value!, p => ((YamlScalarNode)p.Value).Value!)
            : [],
        [.. Expectation.Items(node, "evidence").Select(n => ((YamlScalarNode)n).Value!)],
        [.. Expectation.Items(node, "ruledOut").Select(n => ((YamlScalarNode)n).Value!)],
        double.Parse(
            Expectation.Text(node, "minConfidence") ?? "0.6", System.Globalization.CultureInfo.InvariantCulture),
        Expectation.Text(node, "firstOption"));
}
