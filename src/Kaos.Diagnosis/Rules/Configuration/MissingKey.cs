using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Text;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Configuration;

/// <summary>A ConfigMap or Secret that exists and lacks a key that a pod names.</summary>
internal static class MissingKey
{
    private static readonly string[] Leads =
        ["couldn't find key ", "non-existent config key: ", "non-existent secret key: "];

    /// <summary>The key that the kubelet misses; null when its words are about something else.</summary>
    public static string? In(string? words)
    {
        foreach (var lead in Leads)
        {
            if (words?.IndexOf(lead, StringComparison.Ordinal) is { } at and >= 0)
            {
                return words[(at + lead.Length)..].Split(' ', ',', ';')[0].Trim('"', '.');
            }
        }

        return null;
    }

    /// <param name="said">Evidence ids of what refers to it and of what the kubelet says.</param>
    public static Draft Draft(
        Scene scene, ObjectRef subject, ObjectRef of, string key, string via, Notes notes, ImmutableArray<string> said)
    {
        var map = of.Kind == "ConfigMap" ? scene.Index.Objects.Find<ConfigMap>(of.Namespace ?? "", of.Name) : null;
        var keys = map?.Data.Keys.Order(StringComparer.Ordinal).ToList() ?? [];
        var near = NearestName.To(key, keys);
        var ids = said;
        if (keys.Count > 0)
        {
            ids = ids.Add(
                notes.Add(Sources.Config, "keys", of, scene.Now, $"{of.Named()} has the keys {Say.List(keys, 6)}"));
        }

        return new Draft
        {
            Cause = of.Kind == "ConfigMap" ? CauseCodes.ConfigMapKeyMissing : CauseCodes.SecretKeyMissing,
            Root = of,
            Edit = near is null ? of : subject,
            Subject = subject,
            Notes = notes,
            Chain = [new Claim($"{subject.Named()} needs key {key} of {of.Kind} {of.Name} ({via}), which that does not have", ids)],
            Facts = Facts.Of(
                (FactNames.Workload, subject.Short()), ("missing", $"{of.Kind}/{of.Name}"), ("key", key),
                ("nearest", near)),
            Weights = keys.Count > 0 ? [Confidence.Stated, Confidence.Derived] : [Confidence.Stated],
            Explains = [],
            Onset = scene.Now,
            Summary = $"{subject.Named()} cannot start: {of.Kind} {of.Name} has no key {key}." + (near is null ? "" : $" It has a key {near}."),
        };
    }
}
