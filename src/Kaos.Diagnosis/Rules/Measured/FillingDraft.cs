using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Measured;

/// <summary>What is said of something that fills up.</summary>
internal static class FillingDraft
{
    /// <param name="filling">Null where only an alert tells.</param>
    public static Draft OfClaim(Scene scene, Complaint complaint, string what, Filling? filling, string arithmetic)
    {
        var claim = complaint.Subject;
        var storage = StorageIndex.Of(scene.Index.Objects);
        var users = storage.UsersOf(claim.Namespace ?? "", claim.Name);
        var kind = scene.Index.Objects.Find<PersistentVolumeClaim>(claim.Namespace ?? "", claim.Name) is { } item
            ? storage.ClassOf(item)
            : null;
        var grows = kind?.AllowVolumeExpansion;
        var next = grows switch
        {
            true => "its class allows it to grow",
            false => "its class does not allow it to grow: something has to be deleted, or moved to a larger claim",
            null => "whether it can grow is not known",
        };
        var notes = new Notes();
        var measured = Add(notes, claim, scene, what, filling, arithmetic);
        var spec = notes.Add(Sources.Spec, "class", claim, scene.Now, $"{claim.Named()}: {next}");
        var written = users.Count == 0 ? "no workload that is known" : Say.List(users.Select(user => user.Named()));
        return new Draft
        {
            Cause = CauseCodes.VolumeFilling,
            Severity = filling is { Share: < 0.97, HoursLeft: > 24 } ? Severity.Warning : Severity.Critical,
            Root = claim,
            Edit = claim,
            Subject = claim,
            Notes = notes,
            Chain = [new Claim($"{claim.Named()} fills up: {arithmetic}", [measured]),
                new Claim($"It is written by {written}; {next}", [spec])],
            Facts = Numbers(what, filling).SetItems(Facts.Of(
                ("writers", users.Count == 0 ? null : Say.List(users.Select(user => user.Short()))),
                ("expandable", grows is true ? kind?.Metadata.Name : null))),
            Weights = filling is null ? [Confidence.Stated] : [Confidence.Stated, Confidence.Derived],
            Explains = complaint.Symptoms,
            Onset = complaint.Since,
            Summary = $"{claim.Named()}, written by {written}, runs out of {what}: {arithmetic}; {next}.",
        };
    }

    public static Draft OfNode(
        Scene scene, Complaint complaint, string place, string what, Filling filling, string arithmetic)
    {
        var node = complaint.Subject;
        var notes = new Notes();
        var measured = Add(notes, node, scene, what, filling, arithmetic);
        return new Draft
        {
            Cause = CauseCodes.NodeDiskFilling,
            Severity = filling is { Share: < 0.97, HoursLeft: > 24 } ? Severity.Warning : Severity.Critical,
            Root = node,
            Edit = node,
            Subject = node,
            Notes = notes,
            Chain = [new Claim($"{place} of node {node.Name} fills up: {arithmetic}", [measured])],
            Facts = Numbers(what, filling).SetItems(Facts.Of(("node", node.Name), ("mountpoint", place))),
            Weights = [Confidence.Stated, Confidence.Derived],
            Explains = complaint.Symptoms,
            Onset = complaint.Since,
            Summary =
                $"{place} of node {node.Name} runs out of {what}: {arithmetic}. Evictions begin before it is full.",
        };
    }

    private static string Add(
        Notes notes, ObjectRef of, Scene scene, string what, Filling? filling, string arithmetic) => filling is null
        ? notes.Add(Sources.Metrics, what, of, scene.Now, arithmetic)
        : notes.Add(
            Sources.Metrics, what, of, scene.Now, char.ToUpperInvariant(arithmetic[0]) + arithmetic[1..],
            ("used", filling.Used), ("size", filling.Size), ("perHour", filling.PerHour));

    private static ImmutableSortedDictionary<string, string> Numbers(
        string what, Filling? filling) => Facts.Of(
        ("runsOutOf", what),
        ("usedShare", filling is null ? null : Say.Number(filling.Share)),
        ("hoursLeft", filling?.HoursLeft is { } left ? Say.Number(Math.Round(left)) : null));
}
