using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Kaos.Contracts.Views;

/// <summary>
/// One permission that was taken for one plan's writes: who, why, what, until when, and how it stands.
/// </summary>
/// <param name="Grant">The broker's name for it; <c>own-rights</c> where no broker is installed.</param>
/// <param name="Who">Whose word the plan had, as <c>person:alice</c>.</param>
/// <param name="Why">What the plan does.</param>
/// <param name="What">The rights: <c>patch deployments.apps shop/web</c>.</param>
/// <param name="Until">When it ends; once it is returned, when that was. Process time.</param>
public sealed record GrantView(
    string Grant, string PlanHash, string SessionId, string IncidentId, string Cluster, ImmutableArray<string> Who,
    string Why,
    ImmutableArray<string> What, DateTimeOffset Until, GrantStanding State);

[JsonConverter(typeof(KebabCase<GrantStanding>))]
public enum GrantStanding
{
    Taken,
    Returned,
}
