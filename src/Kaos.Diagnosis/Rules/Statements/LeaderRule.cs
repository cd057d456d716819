using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;

namespace Kaos.Diagnosis.Rules.Statements;

/// <summary>
/// A controller that ends because it could not renew its lease in time; the API server was too slow for it.
/// </summary>
internal static class LeaderRule
{
    private static readonly string[] Lost =
    [
        "leader election lost", "leaderelection lost", "failed to renew lease", "stopped leading",
        "lost leader election", "lost leadership", "lost master lease", "failed to renew leader election lease",
    ];

    private static readonly string[] Slow =
    [
        "context deadline exceeded", "timed out", "request timeout", "Client.Timeout", "etcdserver: ",
        "connection refused", "i/o timeout", "TLS handshake timeout",
    ];

    public static bool IsLost(string line) => Has(line, Lost) is not null;

    public static Draft? Behind(Scene scene, Draft draft)
    {
        if (LogStatement.Find(scene, draft, l => IsLost(l) ? l : null) is not var (said, _))
        {
            return null;
        }

        var notes = new Notes();
        notes.AddRange(draft.Notes.All);
        var at = said.Pod.Ref() with { Container = said.Container.Name };
        var told = notes.Add(
            Sources.Logs, "leader", at, said.At ?? draft.Onset, $"It gives up leading: {Say.Short(said.Line, 300)}");
        var slow = LogStatement.Find(scene, draft, l => Has(l, Slow));
        var why = slow is var (line, _)
            ? notes.Add(
                Sources.Logs, "lease", at, line.At ?? draft.Onset,
                $"The lease could not be renewed: {Say.Short(line.Line, 300)}", ("lines", line.Times))
            : null;
        return draft with
        {
            Cause = CauseCodes.LeaderElectionLost,
            Notes = notes,
            Chain =
            [
                .. why is null ? [] : new[] { new Claim("Calls to the API server took too long", [why]) },
                new Claim("It lost its lease, and ends so that another may lead", [told]),
                .. draft.Chain.TakeLast(1),
            ],
            Weights = why is null ? [Confidence.Stated] : [Confidence.Stated, Confidence.Derived],
            Summary = $"{draft.Subject.Named()} ends because it cannot renew its leader-election lease" +
                (why is null ? "." : ": calls to the API server time out."),
        };
    }

    private static string? Has(string line, string[] words) =>
        words.Any(w => line.Contains(w, StringComparison.OrdinalIgnoreCase)) ? line : null;
}
