using System.Collections.Immutable;
using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Correlation;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Incidents;
using Kaos.Diagnosis;

namespace Kaos.Agent.Grains.Desk;

/// <summary>
/// Reads a sentence by rules, in this order: somebody else's work, a read-only question, a wish for a change, trouble.
/// Looks at each cluster once.
/// </summary>
public sealed class SentenceIntake(IClusters clusters) : IIntake
{
    private const int Longest = 2000;
    private static readonly string[] Urgent =
        ["outage", "down", "critical", "urgent", "emergency", "customers", "customer", "sev1", "p1", "production"];

    public async Task<Intake> ReadAsync(string sentence, IReadOnlyCollection<string> tenants, CancellationToken cancellationToken)
    {
        var text = sentence.Length > Longest ? sentence[..Longest] : sentence;
        var words = IntakeWords.Of(text);
        if (IntakeHandOffs.Of(text, words) is { } handOff)
        {
            return handOff;
        }

        if (IntakeGreeting.Of(words) is { } greeting)
        {
            return greeting;
        }

        var worlds = clusters.All.Select(cluster => See(cluster, tenants)).ToList();
        if (worlds.Count == 0)
        {
            return new Intake.Unclear("KAOS works on no cluster. Set KUBECONFIG, or start it with --Cluster=practice.", []);
        }

        var scope = IntakeScope.Of(words, worlds);
        var question = IntakeQuestion.Of(words);
        if (question is null && IntakeChanges.Verb(words) is { } verb)
        {
            return IntakeChanges.Explain(verb);
        }

        var read = scope.Unknown is { } place ? Nowhere(place, worlds)
            : question is not null ? await IntakeAnswers.AnswerAsync(question, words, scope, cancellationToken)
            : Trouble(text, words, scope);
        return Honest(read, Unread.Sentence(scope.Worlds.SelectMany(world => Unread.Of(world.World))));
    }

    // "None" and "nothing fits" mean little where not everything could be read.
    private static Intake Honest(Intake read, string caveat) => read switch
    {
        Intake.Answer answer => answer with { Text = answer.Text + caveat },
        Intake.Unclear unclear => unclear with { Text = unclear.Text + caveat },
        _ => read,
    };

    private IntakeWorld See(ICluster cluster, IReadOnlyCollection<string> tenants) => new(
        cluster,
        cluster.Look(),
        @namespace => tenants.Contains("*") || tenants.Contains(clusters.TenantOf(cluster.Name, @namespace)));

    private Intake Trouble(string sentence, List<string> words, IntakeScope scope)
    {
        var symptom = IntakeSymptoms.Of(words);

        // What is complained about comes first; later sentences tell how it shows ("timeouts at checkout").
        foreach (var part in sentence.Split(['.', '!', '?', ';', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Append(sentence))
        {
            var fitting = IntakeCandidates.Of(IntakeWords.Of(part), scope)
                .Where(candidate => candidate.Score >= IntakeCandidates.Enough)
                .ToImmutableArray();
            if (!fitting.IsEmpty)
            {
                return Choose(fitting, sentence, symptom, scope);
            }
        }

        // "What is wrong in payments?" names a place only: what is sick there is meant.
        return IntakeSymptoms.IsTrouble(words) && IntakeCandidates.Content(words, scope).Count == 0
            ? InPlace(sentence, symptom, scope)
            : IntakeNearest.Unclear(words, scope);
    }

    private Intake Choose(ImmutableArray<Candidate> fitting, string sentence, string? symptom, IntakeScope scope)
    {
        var equals = fitting.TakeWhile(candidate => candidate.Score > fitting[0].Score - 0.05).ToImmutableArray();
        var places = equals.Select(candidate => (candidate.Cluster, candidate.Object.Namespace)).Distinct().Count();
        if (equals.Length > 1 && places == 1)
        {
            var world = WorldOf(scope, equals[0].Cluster);
            equals = IntakeFront.Of(equals, symptom, world.World.Objects, Examiner.Symptoms(world.World));
        }

        return equals.Length == 1
            ? Report(equals[0], sentence, symptom, scope)
            : IntakeNearest.Ambiguous(equals);
    }

    private Intake InPlace(string sentence, string? symptom, IntakeScope scope)
    {
        var sick = scope.Worlds
            .SelectMany(world => TrustedSymptoms.Of(Examiner.Symptoms(world.World), world.World.NotRead)
                .Where(found => scope.Holds(found.Subject.Namespace) && world.MaySee(found.Subject.Namespace))
                .Where(found => symptom is null || found.Code == symptom)
                .Select(found => new Candidate(world.Cluster.Name, found.Subject, 1)))
            .Distinct()
            .ToImmutableArray();
        return sick.Length switch
        {
            0 => IntakeNearest.NoSymptom(scope),
            1 => Report(sick[0], sentence, symptom, scope),
            _ => IntakeNearest.Ambiguous(sick),
        };
    }

    private Intake.Trouble Report(Candidate meant, string sentence, string? symptom, IntakeScope scope)
    {
        var world = WorldOf(scope, meant.Cluster).World;
        var said = IntakeTimes.Of(sentence, world.Now);
        var at = said ?? world.Now;
        var code = symptom ?? SymptomCodes.Other;

        // Without a time in it, the same sentence within the hour is the same report.
        var hour = said ?? new DateTimeOffset(at.Year, at.Month, at.Day, at.Hour, 0, 0, at.Offset);
        var id = "sig-" + Fingerprint.Hex(
            20, "sentence", meant.Cluster, meant.Object.ToString(), code, hour.ToUniversalTime().ToString("O"), sentence);
        var severity = IntakeWords.Of(sentence).Any(Urgent.Contains) ? Severity.Critical : Severity.Warning;
        return new Intake.Trouble(new Signal(
            id,
            clusters.TenantOf(meant.Cluster, meant.Object.Namespace),
            meant.Cluster,
            meant.Object,
            code,
            severity,
            "sentence",
            "person",
            at,
            Redaction.Of(sentence)));
    }

    private static Intake.Unclear Nowhere(string place, List<IntakeWorld> worlds)
    {
        var names = string.Join(", ", worlds.Select(world => world.Cluster.Name));
        var namespaces = string.Join(", ", worlds.SelectMany(world => world.Namespaces).Distinct(StringComparer.Ordinal)
            .OrderByDescending(name => 1 - ((double)IntakeWords.Distance(name, place) / Math.Max(name.Length, place.Length)))
            .ThenBy(name => name, StringComparer.Ordinal)
            .Take(8));
        return new Intake.Unclear(
            $"There is no cluster and no namespace '{place}' that you may see. Clusters: {names}. Namespaces: {namespaces}.", []);
    }

    private static IntakeWorld WorldOf(IntakeScope scope, string cluster) =>
        scope.Worlds.First(world => world.Cluster.Name == cluster);
}
