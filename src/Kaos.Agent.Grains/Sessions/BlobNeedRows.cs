using Kaos.Agent.Grains.Log;
using Kaos.Contracts.Sessions;

namespace Kaos.Agent.Grains.Sessions;

/// <summary>
/// Before-images of a session's plans are needed from their offer until the session is over: until then something may
/// be undone.
/// </summary>
internal static class BlobNeedRows
{
    public static IEnumerable<ViewRow> Of(SessionState after, IReadOnlyList<SessionEvent> facts, DateTimeOffset now) =>
        facts.Any(fact => fact is ChoicesOffered or SessionEnded)
            ? after.Plans.Values.SelectMany(plan => plan.Steps).Select(step => step.BeforeImage).OfType<string>()
                .Distinct()
                .Select(hash => new ViewRow(
                    BlobNeeds.Row, BlobNeeds.Key(hash, after.Id), after.Signal?.Tenant ?? "",
                    after.Over ? BlobNeeds.Over : BlobNeeds.Needed, after.Id, "",
                    now, "null"u8.ToArray()))
            : [];
}
