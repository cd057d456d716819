using Kaos.Contracts.Diagnosis;

namespace Kaos.Contracts.Incidents;

/// <summary>
/// What the watch or Alertmanager's webhook says of one trouble: that it stands, or that it is over. Beside the signal
/// of its beginning, so that a restart knows what was told.
/// </summary>
/// <param name="Id">The same for beginning and end, and for every repetition.</param>
/// <param name="Source">Of its signal: <c>watch</c> or <c>alert</c>.</param>
/// <param name="At">When it was last heard of, in cluster time.</param>
/// <param name="World">Which cluster had the name then: the uid of its namespace kube-system; empty where that could
/// not be read.</param>
public sealed record TroubleNote(
    string Id, string Source, string Tenant, string Cluster, ObjectRef Subject, string Symptom, bool Over,
    DateTimeOffset At, string World = "");
