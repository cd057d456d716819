using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Kaos.Kubernetes.Configuration;

/// <summary>A mapping of a kubeconfig file that knows its file and line.</summary>
internal sealed class KubeconfigEntry
{
    private readonly YamlMappingNode node;

    private KubeconfigEntry(string file, YamlMappingNode node)
    {
        File = file;
        this.node = node;
    }

    public string File { get; }

    /// <exception cref="KubeconfigException">The file cannot be read or is no kubeconfig.</exception>
    public static KubeconfigEntry ReadFile(string path)
    {
        try
        {
            using var text = new StreamReader(path);
            var stream = new YamlStream();
            stream.Load(text);
            return stream.Documents switch
            {
                [] => new KubeconfigEntry(path, []),
                [{ RootNode: YamlMappingNode root }, ..] => new KubeconfigEntry(path, root),
                _ => throw new KubeconfigException(
                    "this is no kubeconfig: it does not begin with keys such as 'clusters:'. Check the path.",
                    path,
                    1),
            };
        }
        catch (YamlException broken)
        {
            throw new KubeconfigException(
                $"this is not YAML: {broken.InnerException?.Message ?? broken.Message} " +
                "Correct the line, or write the file anew with 'kubectl config'.",
                path,
                broken.Start.Line,
                broken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new KubeconfigException(
                $"the file cannot be opened: {failure.Message} Check its permissions.", path, null, failure);
        }
    }

    public string? Text(string key) => Member(key) switch
    {
        null => null,
        YamlScalarNode { Value: null or "" or "null" or "~", Style: ScalarStyle.Plain } => null,
        YamlScalarNode scalar => scalar.Value,
        var other => throw new KubeconfigException($"'{key}' must be text.", File, other.Start.Line),
    };

    public string Required(string key, string owner) =>
        Text(key) ?? throw Fault($"{owner} has no '{key}'. Add it.");

    public bool Flag(string key) => Text(key) switch
    {
        null or "false" or "False" => false,
        "true" or "True" => true,
        var other => throw new KubeconfigException($"'{key}' is '{other}'; write true or false.", File, LineOf(key)),
    };

    public KubeconfigEntry? Child(string key) => Member(key) switch
    {
        null or YamlScalarNode { Value: null or "" or "null" or "~" } => null,
        YamlMappingNode mapping => new KubeconfigEntry(File, mapping),
        var other => throw new KubeconfigException($"'{key}' must hold keys and values.", File, other.Start.Line),
    };

    public IEnumerable<KubeconfigEntry> Items(string key) => Sequence(key).Select(item =>
        item is YamlMappingNode mapping
            ? new KubeconfigEntry(File, mapping)
            : throw new KubeconfigException(
                $"every entry of '{key}' must hold keys and values.", File, item.Start.Line));

    public IEnumerable<string> Texts(string key) => Sequence(key).Select(item =>
        item is YamlScalarNode scalar
            ? scalar.Value ?? ""
            : throw new KubeconfigException($"every entry of '{key}' must be text.", File, item.Start.Line));

    /// <summary>An empty entry at the same place.</summary>
    public KubeconfigEntry Nothing() => new(File, []);

    /// <summary>A path in a file is relative to the file's folder.</summary>
    public string Resolve(string path) =>
        Path.GetFullPath(path, Path.GetDirectoryName(Path.GetFullPath(File)) ?? "/");

    public long LineOf(string key) => Member(key)?.Start.Line ?? node.Start.Line;

    public KubeconfigException Fault(string message, string? key = null) =>
        new(message, File, key is null ? (node.Start.Line > 0 ? node.Start.Line : null) : LineOf(key));

    /// <summary>
    /// The bytes of <c>KEY-data</c> (base64) or of the file named by <c>KEY</c>; null when neither is there.
    /// </summary>
    public byte[]? Bytes(string key)
    {
        var dataKey = key + "-data";
        if (Text(dataKey) is { } data)
        {
            try
            {
                return Convert.FromBase64String(data);
            }
            catch (FormatException broken)
            {
                throw new KubeconfigException(
                    $"'{dataKey}' is not base64. Copy it anew, or name a file with '{key}'.",
                    File,
                    LineOf(dataKey),
                    broken);
            }
        }

        return Text(key) is { } path ? ReadBytes(key, Resolve(path)) : null;
    }

    private byte[] ReadBytes(string key, string path)
    {
        try
        {
            return System.IO.File.ReadAllBytes(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new KubeconfigException(
                $"'{key}' names {path}, which cannot be read: {failure.Message}", File, LineOf(key), failure);
        }
    }

    private IEnumerable<YamlNode> Sequence(string key) => Member(key) switch
    {
        null or YamlScalarNode { Value: null or "" or "null" or "~" } => [],
        YamlSequenceNode sequence => sequence.Children,
        var other => throw new KubeconfigException($"'{key}' must be a list.", File, other.Start.Line),
    };

    private YamlNode? Member(string key) =>
        node.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;
}
