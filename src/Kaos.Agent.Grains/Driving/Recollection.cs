using Kaos.Contracts.Diagnosis;

namespace Kaos.Agent.Grains.Driving;

/// <summary>
/// What a session has seen is not unseen: a later write takes the traces of an earlier one out of the cluster (the API
/// server names only the newest manager of a field), and the log still has them.
/// </summary>
internal static class Recollection
{
    /// <summary>
    /// A new examination in the light of the one before: while the same subject suffers, a cause that was found behind
    /// it is not given up for one that sees no further than the subject itself.
    /// </summary>
    public static Examination Of(Examination? before, Examination now) =>
        before is { Findings: [var known, ..] } && now.Findings is [var fresh, ..]
        && fresh.Subject == known.Subject && LiesBehind(known) && !LiesBehind(fresh)
            ? now with { Findings = [known with { LastSeen = fresh.LastSeen }, .. now.Findings] }
            : now;

    private static bool LiesBehind(Finding finding) =>
        finding.RootCause with { Container = null } != finding.Subject with { Container = null };
}
