using Kaos.Contracts.Diagnosis;

namespace Kaos.Agent.Grains.Desk;

/// <summary>What was talked about last: "and in staging?" and "show me its logs" go on from there.</summary>
/// <param name="Text">The sentence, as it was understood.</param>
/// <param name="Namespace">That it was about; null: none in particular.</param>
/// <param name="Object">That it was about; null: several, or none.</param>
/// <param name="Cluster">Null: more than one.</param>
public sealed record Topic(string Text, string? Namespace, ObjectRef? Object, string? Cluster);
