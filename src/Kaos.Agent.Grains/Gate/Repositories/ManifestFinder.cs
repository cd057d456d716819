using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Contracts.Diagnosis;

namespace Kaos.Agent.Grains.Gate.Repositories;

/// <summary>A text of a repository, as one commit has it.</summary>
/// <param name="Blob">Git's id of the text.</param>
internal sealed record RepositoryFile(string Path, string Mode, string Blob, string Text);

/// <summary>What is looked for: the object, and the fields of it that are to change.</summary>
/// <param name="Release">The Helm release or Flux HelmRelease that the object is part of; null where it is
/// none's.</param>
internal sealed record SoughtFields(
    ObjectRef Target, string ApiVersion, ImmutableArray<FieldChange> Changes, string? Release);

/// <summary>Where the fields are written, or why that cannot be told.</summary>
internal abstract record Whereabouts
{
    /// <param name="After">The whole text with the fields changed.</param>
    /// <param name="HidesAround">Lines beside the change may hold Secret data: they are not shown.</param>
    public sealed record Found(
        RepositoryFile File, string After, ImmutableArray<string> Warnings, bool HidesAround) : Whereabouts;

    public sealed record Unclear(string Why) : Whereabouts;
}

/// <summary>
/// Finds the one text that says how an object shall be: an entry of a kustomization, the object's own manifest, or the
/// values of its chart. Two places that could be it are none. Pure.
/// </summary>
internal static class ManifestFinder
{
    private const int MostNamed = 5;

    /// <param name="Root">Where in the document the changes' paths begin.</param>
    private sealed record Candidate(
        RepositoryFile File, int Document, ImmutableArray<FieldPart> Root, ImmutableArray<FieldChange> Changes);

    private sealed record Document(RepositoryFile File, int At, JsonObject Json);

    public static Whereabouts Find(IReadOnlyList<RepositoryFile> files, SoughtFields sought)
    {
        var documents = files.SelectMany(Documents).ToArray();
        var own = documents.Where(document => IsOf(document.Json, sought)).ToArray();
        return Overlay(documents, sought) is { Length: > 0 } overlays ? Only(overlays, sought, documents)
            : own.Length > 0 ? Own(own, sought, documents)
            : Values(documents, sought) is { Length: > 0 } values ? Only(values, sought, documents)
            : new Whereabouts.Unclear(
                $"no manifest of {sought.Target} and no single value of a chart that sets {Fields(sought)} was found among {files.Count} YAML files");
    }

    private static Whereabouts Own(Document[] own, SoughtFields sought, Document[] all)
    {
        // A base and its overlays all name the object; the one that says what the cluster has now is the one that
        // counts.
        var saying = own.Where(document => sought.Changes.All(change =>
            change.In(document.Json) is { } value && FieldChange.Same(value, change.Old))).ToArray();
        var chosen = own.Length == 1 ? own : saying;
        return chosen is [var only]
            ? Edited(new Candidate(only.File, only.At, [], sought.Changes), sought, all, Drift(only, sought))
            : Ambiguous([.. own.Select(document => document.File.Path)], sought);
    }

    private static Whereabouts Only(
        Candidate[] candidates, SoughtFields sought, Document[] all) => candidates is [var only]
        ? Edited(only, sought, all, [])
        : Ambiguous([.. candidates.Select(one => $"{one.File.Path} ({string.Join(", ", one.Changes)})")], sought);

    private static Whereabouts Edited(
        Candidate candidate, SoughtFields sought, Document[] all, ImmutableArray<string> warnings) =>
        YamlEdit.Apply(candidate.File.Text, candidate.Document, candidate.Root, candidate.Changes) is not { } after
            ? new Whereabouts.Unclear(
                $"{candidate.File.Path} sets {Fields(sought)} in a form that cannot be changed by itself (an anchor, a whole list)")
            : after == candidate.File.Text
                ? new Whereabouts.Unclear(
                    $"{candidate.File.Path} says so already: wait for it to be applied, or see why it is not")
                : new Whereabouts.Found(candidate.File, after, warnings, all.Any(document =>
                    document.File.Path == candidate.File.Path && JsonPath.Text(document.Json, "kind")
                        ?.Contains("Secret", StringComparison.Ordinal) == true));

    private static Whereabouts.Unclear Ambiguous(string[] places, SoughtFields sought) => new(
        $"{places.Length} places could set {Fields(sought)} of {sought.Target}: {string.Join(", ", places.Order(StringComparer.Ordinal).Take(MostNamed))}; "
        + "narrow the repository's Folder");

    private static ImmutableArray<string> Drift(Document document, SoughtFields sought) =>
    [
        .. sought.Changes.Where(change => !FieldChange.Same(change.In(document.Json), change.Old)).Select(change =>
            $"{document.File.Path} says {change.In(document.Json)?.ToString() ?? "nothing"} for {change}, the cluster has {change.Old?.ToString() ?? "nothing"}."),
    ];

    // replicas: [{name, count}] and images: [{name, newTag}] of a kustomization win over the manifest itself.
    private static Candidate[] Overlay(
        IEnumerable<Document> documents, SoughtFields sought) => sought.Changes is not [var change] ? [] :
    [
        .. documents.Where(document => IsKustomization(document.File.Path))
        .SelectMany(document => Entries(document, change, sought.Target)
            .Select(entry => new Candidate(document.File, document.At, [], [entry]))),
    ];

    private static IEnumerable<FieldChange> Entries(Document document, FieldChange change, ObjectRef target)
    {
        var keys = change.Keys.ToArray();
        if (keys is ["spec", "replicas"])
        {
            return
            [
                .. (document.Json["replicas"] as JsonArray ?? [])
                .Where(item => JsonPath.Text(item, "name") == target.Name
                    && FieldChange.Same(item?["count"], change.Old)).Select(item => new FieldChange(
                        [new("replicas"), new(null, target.Name), new("count")], change.Old, change.New)),
            ];
        }

        return keys[^1] == "image" && ValuePaths.Image(change.Old) is { } old &&
            ValuePaths.Image(change.New) is { } now && old.Name == now.Name
            ?
            [
                .. (document.Json["images"] as JsonArray ?? [])
                .Where(item => (JsonPath.Text(item, "newName") ?? JsonPath.Text(item, "name")) == old.Name
                    && item?["newTag"]?.ToString() == old.Tag).Select(item => new FieldChange(
                        [new("images"), new(null, JsonPath.Text(item, "name")), new("newTag")], item?["newTag"],
                        JsonValue.Create(now.Tag))),
            ]
            : Enumerable.Empty<FieldChange>();
    }

    private static Candidate[] Values(IEnumerable<Document> documents, SoughtFields sought)
    {
        var short0 = sought.Release is { } release &&
            sought.Target.Name.StartsWith($"{release}-", StringComparison.Ordinal)
            ? sought.Target.Name[(release.Length + 1)..]
            : sought.Target.Name;
        var sources = documents.Select(document => (Document: document, Root: RootOf(document, sought)))
            .Where(source => source.Root is not null).ToArray();
        var found = sought.Changes.Select(change => sources.SelectMany(source => ValuePaths.Find(
                source.Root!.Value.Aggregate<FieldPart, JsonNode?>(source.Document.Json, (node, part) => part.In(node)),
                change,
                [sought.Target.Name, short0, .. change.Items])
            .Select(value => new Candidate(source.Document.File, source.Document.At, source.Root!.Value, [value])))
            .ToArray()).ToArray();
        return found.Length == 0 || found.Any(places => places.Length == 0) ? []
            : found.All(places => places.Length == 1) &&
                found.Select(places => (places[0].File.Path, places[0].Document)).Distinct().Count() == 1
                ? [found[0][0] with { Changes = [.. found.SelectMany(places => places[0].Changes)] }]
                : [.. found.SelectMany(places => places)];
    }

    private static ImmutableArray<FieldPart>? RootOf(Document document, SoughtFields sought) =>
        Path.GetFileName(document.File.Path)
            .StartsWith("values", StringComparison.OrdinalIgnoreCase) && document.Json["kind"] is null ? []
        : JsonPath.Text(document.Json, "kind") == "HelmRelease" && sought.Release is { } release
            && (JsonPath.Text(document.Json, "spec", "releaseName") ?? JsonPath.Text(document.Json, "metadata",
                "name")) == release
            ? [new FieldPart("spec"), new FieldPart("values")]
            : null;

    private static bool IsOf(JsonObject json, SoughtFields sought) => JsonPath.Text(json, "kind") == sought.Target.Kind
        && JsonPath.Text(json, "metadata", "name") == sought.Target.Name
        && (JsonPath.Text(json, "metadata", "namespace") ?? sought.Target.Namespace) == sought.Target.Namespace
        && Group(JsonPath.Text(json, "apiVersion") ?? "") == Group(sought.ApiVersion);

    private static string Group(string apiVersion) => apiVersion.Split('/') is [var group, _] ? group : "";

    private static bool IsKustomization(string path) =>
        Path.GetFileName(path) is "kustomization.yaml" or "kustomization.yml" or "Kustomization";

    private static IEnumerable<Document> Documents(RepositoryFile file) =>
        (YamlJson.Documents(file.Text) ?? [])
            .Select((document, at) => new Document(file, at, Json(document.RootNode) ?? []));

    private static JsonObject? Json(YamlDotNet.RepresentationModel.YamlNode node)
    {
        try
        {
            return YamlJson.Of(node) as JsonObject;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string Fields(SoughtFields sought) => string.Join(", ", sought.Changes);
}
