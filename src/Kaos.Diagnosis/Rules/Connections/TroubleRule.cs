using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Text;

namespace Kaos.Diagnosis.Rules.Connections;

/// <summary>
/// Looks behind a crash, a failing probe or errors: where the program's own words report trouble with something else,
/// the cause lies there, or in between.
/// </summary>
internal static class TroubleRule
{
    private static readonly HashSet<string> Follows =
        [CauseCodes.CrashLoop, CauseCodes.ProbeFailing, CauseCodes.ProbeSlowStart, CauseCodes.JobFailed,
            CauseCodes.Unknown];

    private static readonly Func<TroubleCase, Blame?>[] Judges =
        [NameJudge.Of, ReachJudge.Of, TlsJudge.Of, ServerJudge.Of, PortJudge.Of];

    /// <summary>The causes that it can name.</summary>
    public static ImmutableArray<string> Causes { get; } =
    [
        CauseCodes.UpstreamUnavailable, CauseCodes.UpstreamScaledDown, CauseCodes.UpstreamSlow, CauseCodes.ServicePort,
        CauseCodes.ServiceTargetPort, CauseCodes.ServiceMissing, CauseCodes.NetworkPolicyIngress,
        CauseCodes.NetworkPolicyEgress, CauseCodes.NetworkPolicyDns, CauseCodes.DnsServerDown, CauseCodes.DnsFailing,
        CauseCodes.DnsPolicy, CauseCodes.DnsSearchDomain, CauseCodes.ExternalNameUnresolved,
        CauseCodes.ExternalHostUnknown, CauseCodes.ExternalHostUnreachable, CauseCodes.CertificateExpired,
        CauseCodes.CertificateName, CauseCodes.CertificateUntrusted, CauseCodes.ProtocolMismatch,
        CauseCodes.CredentialsRefused, CauseCodes.DatabaseConnections, CauseCodes.ConnectionPool,
        CauseCodes.RateLimited, CauseCodes.PortInUse, CauseCodes.SidecarNotReady,
    ];

    public static Draft Behind(Scene scene, Draft draft)
    {
        if (!Follows.Contains(draft.Cause) || draft.Facts.ContainsKey("missingVariable"))
        {
            return draft;
        }

        foreach (var line in TroubleLines.Of(scene, draft))
        {
            var notes = new Notes();
            notes.AddRange(draft.Notes.All);
            var said = notes.Add(
                Sources.Logs, "trouble", line.At, line.Pattern.FirstSeen ?? draft.Onset,
                $"It logs \"{Say.Short(line.Trouble.Text)}\", {Say.Count(line.Pattern.Count, "time")}",
                ("lines", line.Pattern.Count));
            var it = new TroubleCase(scene, draft.Subject, line.Pod, line.Trouble, line.Pattern.Count, notes, said);
            if (Judges.Select(judge => judge(it)).FirstOrDefault(b => b is not null) is { } blame)
            {
                return Caused(draft, it, blame, line);
            }
        }

        return Beside.Behind(scene, Sidecar.Behind(scene, draft));
    }

    private static Draft Caused(Draft draft, TroubleCase it, Blame blame, TroubleLine line)
    {
        var failing = draft.Cause switch
        {
            CauseCodes.CrashLoop => "keeps crashing",
            CauseCodes.ProbeFailing or CauseCodes.ProbeSlowStart => "is not ready",
            CauseCodes.JobFailed => "fails",
            _ => "has errors",
        };
        return draft with
        {
            Cause = blame.Cause,
            Root = blame.Root,
            Edit = blame.Edit,
            Notes = it.Notes,
            Chain =
            [
                .. blame.Chain,
                new Claim($"{draft.Subject.Named()} reports \"{Say.Short(line.Trouble.Text, 160)}\"", [it.Said]),
                .. draft.Chain.Skip(draft.Cause == CauseCodes.CrashLoop && draft.Chain.Length > 1 ? 1 : 0),
            ],
            Facts = draft.Facts.SetItems(blame.Facts),
            RuledOut = [.. draft.RuledOut, .. blame.RuledOut],
            Weights = [.. blame.Weights],
            SuffersFrom = blame.SuffersFrom,
            Onset = line.Pattern.FirstSeen is { } first && first < draft.Onset && draft.Cause == CauseCodes.Unknown
                ? first
                : draft.Onset,
            Summary = $"{draft.Subject.Named()} {failing} because {blame.Summary}.",
        };
    }
}
