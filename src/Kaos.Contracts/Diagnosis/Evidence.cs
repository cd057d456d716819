using System.Collections.Immutable;

namespace Kaos.Contracts.Diagnosis;

/// <summary>One thing that was seen, with the numbers that matter. Redacted when it is made.</summary>
/// <param name="Id">Derived from source, object and what was seen, so that reading the same again gives the same
/// id.</param>
/// <param name="Source">Where it was seen: <c>events</c>, <c>pod-status</c>, <c>logs</c>, <c>metrics</c>,
/// <c>changes</c>, <c>config</c>, <c>endpoints</c>, <c>node</c>, <c>spec</c>.</param>
/// <param name="At">When it happened, in cluster time.</param>
/// <param name="Text">One sentence for a person, with units and UTC times.</param>
/// <param name="Numbers">In base units (bytes, seconds, cores, counts).</param>
public sealed record Evidence(
    string Id,
    string Source,
    DateTimeOffset At,
    string Text,
    ObjectRef? Object = null,
    ImmutableDictionary<string, double>? Numbers = null);

/// <summary>
/// One link of the causal chain, or one thing ruled out: what is claimed, and the evidence it rests on.
/// </summary>
/// <param name="Evidence">Ids; never empty.</param>
public sealed record Claim(string Text, ImmutableArray<string> Evidence);

/// <summary>An explanation that was considered and does not hold.</summary>
public sealed record RuledOut(string Hypothesis, string Why, ImmutableArray<string> Evidence);

/// <summary>Something that was not looked at, so nothing is claimed about it.</summary>
public sealed record NotChecked(string What, string Why);
