using System.Collections.Immutable;
using Kaos.Contracts;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Kaos.Agent.Host.Auth;

/// <summary>
/// Reads the file of key hashes (YAML; JSON is YAML too): <c>keys: [{ name, kind, roles, tenants, sha256 }]</c>.
/// Everything that is wrong with it is told at once; what it holds is never repeated in a message.
/// </summary>
internal static class KeyFile
{
    private const string HowToHash = "Make one with: printf %s \"$KEY\" | sha256sum";

    /// <exception cref="SettingsException">The file cannot be read, or an entry is wrong.</exception>
    public static IReadOnlyList<KeyEntry> Read(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path), path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException(
                $"The key file '{path}' cannot be read: {failure.Message} Check its path and rights.");
        }
    }

    public static IReadOnlyList<KeyEntry> Parse(string text, string path)
    {
        List<string> wrong = [];
        List<KeyEntry> entries = [];
        foreach (var node in Nodes(text, path))
        {
            if (Entry(node, wrong) is { } entry)
            {
                entries.Add(entry);
            }
        }

        wrong.AddRange(entries.GroupBy(static entry => entry.Sha256, StringComparer.Ordinal)
            .Where(static same => same.Count() > 1)
            .Select(static same =>
                $"{string.Join(" and ", same.Select(static entry => entry.Principal.Name))} have the same key; give each its own."));
        return wrong.Count == 0
            ? entries
            : throw new SettingsException($"The key file '{path}' is wrong: {string.Join(" ", wrong)}");
    }

    private static IEnumerable<YamlMappingNode> Nodes(string text, string path)
    {
        var yaml = new YamlStream();
        try
        {
            yaml.Load(new StringReader(text));
        }
        catch (YamlException failure)
        {
            throw new SettingsException(
                $"The key file '{path}' is not YAML: line {failure.Start.Line}, column {failure.Start.Column}.");
        }

        return yaml.Documents is [{ RootNode: YamlMappingNode root }, ..]
            && root.Children.TryGetValue("keys", out var keys)
            && keys is YamlSequenceNode list
            ? list.OfType<YamlMappingNode>()
            : throw new SettingsException(
                $"The key file '{path}' has no list 'keys'. Write: keys: [{{ name, kind, roles, tenants, sha256 }}].");
    }

    private static KeyEntry? Entry(YamlMappingNode node, List<string> wrong)
    {
        var before = wrong.Count;
        var name = Text(node, "name") ?? "";
        var place = name.Length > 0 ? $"'{name}'" : $"line {node.Start.Line}";
        if (name.Length == 0)
        {
            wrong.Add($"The entry at {place} has no name.");
        }

        if (!Kebab.TryRead<PrincipalKind>(Text(node, "kind"), out var kind))
        {
            wrong.Add($"{place}: kind must be one of {Kebab.Names<PrincipalKind>()}.");
        }

        var hash = Text(node, "sha256")?.ToLowerInvariant() ?? "";
        if (hash.Length != 64 || !hash.All(char.IsAsciiHexDigitLower))
        {
            wrong.Add($"{place}: sha256 must be 64 hex digits. {HowToHash}");
        }

        var roles = Roles(node, place, wrong);
        if (kind == PrincipalKind.Agent && roles.Contains(Role.Approver))
        {
            wrong.Add($"{place}: an agent never approves; remove the role approver.");
        }

        return wrong.Count == before
            ? new KeyEntry(hash, new Principal(name, kind, roles, [.. List(node, "tenants")]))
            : null;
    }

    private static ImmutableArray<Role> Roles(YamlMappingNode node, string place, List<string> wrong)
    {
        var roles = ImmutableArray.CreateBuilder<Role>();
        foreach (var text in List(node, "roles"))
        {
            if (Kebab.TryRead<Role>(text, out var role))
            {
                roles.Add(role);
            }
            else
            {
                wrong.Add($"{place}: '{text}' is not a role; roles are {Kebab.Names<Role>()}.");
            }
        }

        return roles.ToImmutable();
    }

    private static string? Text(YamlMappingNode node, string member) =>
        node.Children.TryGetValue(member, out var value) && value is YamlScalarNode { Value: { } text } ? text.Trim()
            : null;

    private static IEnumerable<string> List(YamlMappingNode node, string member) =>
        node.Children.TryGetValue(member, out var value) && value is YamlSequenceNode list
            ? list.OfType<YamlScalarNode>().Select(static item => item.Value ?? "")
            : [];
}

/// <param name="Sha256">Of the key, in lower-case hex.</param>
internal sealed record KeyEntry(string Sha256, Principal Principal);
