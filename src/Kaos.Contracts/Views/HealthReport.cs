using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Kaos.Contracts.Diagnosis;

namespace Kaos.Contracts.Views;

/// <summary>How a cluster, or one namespace of it, is. Members are only ever added.</summary>
/// <param name="Cluster">As people call it.</param>
/// <param name="Namespace">Null: the whole cluster.</param>
/// <param name="Now">Cluster time.</param>
/// <param name="State">Not well when any part is; otherwise unknown when a part that matters could not be seen.</param>
/// <param name="Parts">Always all, in a fixed order.</param>
/// <param name="Ongoing">Incidents that are not over, newest first.</param>
/// <param name="Past">The newest incidents that are over.</param>
/// <param name="Managers">Who manages what is not well: whoever edits it elsewhere is overruled.</param>
/// <param name="Remarks">What works and could be better, at most a few.</param>
public sealed record HealthReport(
    string Cluster,
    string? Namespace,
    DateTimeOffset Now,
    HealthState State,
    ImmutableArray<HealthPart> Parts,
    ImmutableArray<IncidentView> Ongoing,
    ImmutableArray<IncidentView> Past,
    ImmutableArray<ManagedObject> Managers,
    ImmutableArray<Remark> Remarks);

/// <param name="Name">As in <c>nodes</c> or <c>control-plane</c>.</param>
/// <param name="Summary">One sentence with the numbers.</param>
/// <param name="NotWell">What is not well, most severe first.</param>
/// <param name="NotSeen">What could not be seen, and why.</param>
public sealed record HealthPart(
    string Name, HealthState State, string Summary, ImmutableArray<string> NotWell, ImmutableArray<NotChecked> NotSeen);

/// <param name="Object">What is managed.</param>
/// <param name="Manager">A sentence: which tool, chart, operator or person, and how that is known.</param>
public sealed record ManagedObject(ObjectRef Object, string Manager);

[JsonConverter(typeof(KebabCase<HealthState>))]
public enum HealthState
{
    Well,
    NotWell,

    /// <summary>Could not be seen; never the same as well.</summary>
    Unknown,
}
