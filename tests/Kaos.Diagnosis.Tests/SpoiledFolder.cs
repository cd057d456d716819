using System.Globalization;
using Kaos.Kubernetes.Snapshots;
using YamlDotNet.RepresentationModel;

namespace Kaos.Diagnosis.Tests;

/// <summary>
/// A scenario as a careless or hostile source would give it: fields gone, null, of another type, absurdly large, at
/// another time; kinds and versions that nobody knows. The same seed spoils the same way.
/// </summary>
internal sealed class SpoiledFolder(int seed)
{
    private static readonly string[] Absurd =
    [
        "", "null", "~", "-1", "0", "99999999999999999999", "1e400", "-9223372036854775808", "NaN", "true", "\u0000",
        "\uD83D\uDE00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "1969-07-20T20:17:40Z", "2026-02-30T25:61:61Z",
        "100Ei", "-5Mi", "1.5.5", "%", "{}", "[]", "../..",
        new string('x', 5000),
    ];

    private static readonly string[] Versions =
        ["v0", "example.com/v9alpha7", "apps/v1", "v1", "batch/v1", "events.k8s.io/v1"];
    private static readonly string[] Kinds = ["Pod", "Deployment", "Node", "Gizmo", "List", "Event", "Service", "Job"];

    private readonly Random random = new(seed);

    public ClusterSnapshot Read(string scenario)
    {
        var target = Directory.CreateTempSubdirectory("kaos-spoiled-");
        try
        {
            foreach (var file
                in Directory.EnumerateFiles(Path.Combine(Scenario.Root, scenario), "*", SearchOption.AllDirectories)
                .Where(file => !file.EndsWith("expected.yaml", StringComparison.Ordinal)))
            {
                var path = Path.Combine(
                    target.FullName, Path.GetRelativePath(Path.Combine(Scenario.Root, scenario), file));
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllText(
                    path, file.EndsWith(".yaml", StringComparison.Ordinal)
                        ? Spoil(File.ReadAllText(file))
                        : File.ReadAllText(file));
            }

            return SnapshotReader.Read(target.FullName, "spoiled");
        }
        finally
        {
            target.Delete(recursive: true);
        }
    }

    private string Spoil(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        foreach (var document in stream.Documents)
        {
            for (var i = random.Next(6); i > 0 && document.RootNode is YamlMappingNode root; i--)
            {
                Spoil(root, depth: 0);
            }
        }

        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        stream.Save(writer, assignAnchors: false);
        return writer.ToString();
    }

    private void Spoil(YamlMappingNode node, int depth)
    {
        if (node.Children.Count == 0)
        {
            return;
        }

        var (key, value) = node.Children.ElementAt(random.Next(node.Children.Count));
        if (value is YamlMappingNode inner && random.Next(6) != 0)
        {
            Spoil(inner, depth + 1);
        }
        else if (value is YamlSequenceNode { Children: [YamlMappingNode, ..] list } && random.Next(4) != 0)
        {
            if (list[random.Next(list.Count)] is YamlMappingNode item)
            {
                Spoil(item, depth + 1);
            }
        }
        else if (random.Next(4) == 0)
        {
            node.Children.Remove(key);
        }
        else
        {
            node.Children[key] = Other(depth == 0 ? ((YamlScalarNode)key).Value : null, value);
        }
    }

    private YamlNode Other(string? top, YamlNode value) => top switch
    {
        "kind" => new YamlScalarNode(Kinds[random.Next(Kinds.Length)]),
        "apiVersion" => new YamlScalarNode(Versions[random.Next(Versions.Length)]),
        _ => random.Next(5) switch
        {
            0 => new YamlSequenceNode(value, new YamlScalarNode("null"), value),
            1 => new YamlMappingNode(new YamlScalarNode("name"), value),
            2 => new YamlScalarNode("null"),
            _ => new YamlScalarNode(Absurd[random.Next(Absurd.Length)]),
        },
    };
}
