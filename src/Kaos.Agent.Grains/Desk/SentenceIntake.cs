using System.Collections.Immutable;
using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Correlation;
using Kaos.Agent.Grains.Desk.Answers;
using Kaos.Agent.Grains.Desk.Requests;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Incidents;
using Kaos.Diagnosis;

namespace Kaos.Agent.Grains.Desk;

/// <summary>
/// Reads a sentence: what class of request it is, which clusters and objects its words mean, then the answer or the
/// signal. Looks at each cluster once.
/// </summary>
public sealed class SentenceIntake(IClusters clusters) : IIntake
{
    private const int Longest = 2000;
    private static readonly string[] Urgent =
        ["outage", "down", "critical", "urgent", "emergency", "customers", "customer", "sev1", "p1", "production"];

    public async Task<Intake> ReadAsync(string sentence, Listener listener, CancellationToken cancellationToken)
    {
        var typed = sentence.Length > Longest ? sentence[..Longest] : sentence;
        var plain = PlainWords.Of(typed);
        var text = Ellipsis.Complete(plain, listener.Before, word => clusters.Names.Contains(word), IsNamespace);
        var said = Said.Of(text);
        var request = RequestClassifier.Of(said);
        return request.Class switch
        {
            RequestClass.OutOfScope when OtherAgents.Of(said) is { } other => RequestAnswers.HandOff(other, text),
            RequestClass.Closure => RequestAnswers.Farewell,
            RequestClass.FollowUp => RequestAnswers.NothingBefore,
            RequestClass.Unclear when said.Words.Count == 0 || IntakeGreeting.IsIn(said.Words) => IntakeGreeting.Answer,
            _ => AsTyped(
                await LookAsync(text, said, request, listener, cancellationToken), text == plain ? typed : text),
        };
    }

    // A wish keeps the words of whoever wished.
    private static Intake AsTyped(Intake read, string typed) => read is Intake.ChangeAsked asked
        ? new Intake.ChangeAsked(asked.Wish with { Text = Redaction.Of(typed) }) { About = asked.About }
        : read;

    private bool IsNamespace(string word) => clusters.All.Any(cluster => cluster.Look().Objects.Namespaces
        .Any(item => item.Metadata.Name == word));

    private async Task<Intake> LookAsync(
        string text, Said said, Classified request, Listener listener, CancellationToken cancellationToken)
    {
        var words = IntakeWords.Of(text);
        var question = request.Class == RequestClass.ReadOnly ? IntakeQuestion.Of(said) : null;
        var named = ClusterWords.Named(words, clusters.Names, out var places);
        switch (question?.What)
        {
            case IntakeQuestion.Form.UseContext:
                return ContextAnswers.Use(clusters, words);
            case IntakeQuestion.Form.Contexts:
                return Sourced(ContextAnswers.List(clusters, Current(listener)), question, listener);
            case IntakeQuestion.Form.Kubeconfig:
                return Sourced(ContextAnswers.View(clusters, Current(listener)), question, listener);
        }

        if (named.Count == 1 && words[0] is "use" or "switch" or "go" && IntakeKinds.Of(words[1]) is null)
        {
            return ContextAnswers.Use(clusters, words);
        }

        var (worlds, closed) = await OpenAsync(
            named.Count > 0 ? named : Current(listener), listener.Tenants, cancellationToken);
        if (worlds.Count == 0)
        {
            return new Intake.Unclear(
                closed ?? "KAOS works on no cluster. Set KUBECONFIG, or start it with --Cluster=practice.", []);
        }

        if (RefusalAnswers.Pasted(text, worlds) is { } refusal)
        {
            return refusal;
        }

        var isPlaced = question?.What is IntakeQuestion.Form.List or IntakeQuestion.Form.Events
            or IntakeQuestion.Form.Changes
            or IntakeQuestion.Form.PodUsage
            or IntakeQuestion.Form.Pressure or IntakeQuestion.Form.Access || request.Class == RequestClass.Health;
        var scope = IntakeScope.Of(words, worlds, places, isPlaced);
        var read = scope.Unknown is { } place ? Nowhere(place, worlds)
            : request.Class == RequestClass.Health ? Health(words, scope)
            : request.Class == RequestClass.Change ? WishReading.Of(text, request.Verb ?? "do", said, words, scope)
            : question is not null ? await IntakeAnswers.AnswerAsync(
                new Asked(question, text, words), scope, cancellationToken)
            : await TroubleAsync(text, words, scope, cancellationToken);
        read = await ServedAsync(read, request.Class, question, words, scope, text, cancellationToken);
        return Honest(read, Unread.Sentence(scope.Worlds.SelectMany(world => Unread.Of(world.World))));
    }

    // "Is checkout healthy" is about one thing.
    private static Intake Health(IReadOnlyList<string> words, IntakeScope scope) =>
        scope.Namespace is null && !words.Contains("cluster") && words.Count < 7 &&
            Meaning.Of(words, scope, null) is Meaning.One one
            ? IntakeDetails.Of(one.World, one.Object)
            : new Intake.HealthAsked([.. scope.Worlds.Select(world => world.Cluster.Name)], scope.Namespace);

    // What the words of every day do not name may be a kind that this cluster's API server has.
    private static async Task<Intake> ServedAsync(
        Intake read, RequestClass request, IntakeQuestion? question, List<string> words, IntakeScope scope, string text,
        CancellationToken cancellationToken) =>
        request is RequestClass.ReadOnly or RequestClass.Unclear && read is Intake.Unclear &&
            question?.What is null or IntakeQuestion.Form.Details or IntakeQuestion.Form.List &&
            await ServedAnswers.OfAsync(words, scope, text, cancellationToken) is { } served
            ? served
            : read;

    private Intake.Answer Sourced(Intake.Answer answer, IntakeQuestion question, Listener listener) => answer with
    {
        Data = IntakeJson.Sourced(answer.Data, RequestTools.NameOf(question), Current(listener), null),
    };

    private IReadOnlyList<string> Current(Listener listener) =>
        listener.Cluster is { } chosen && clusters.Names.Contains(chosen)
            ? [chosen]
            : [.. clusters.All.Select(cluster => cluster.Name)];

    private async Task<(List<IntakeWorld> Worlds, string? Closed)> OpenAsync(
        IReadOnlyList<string> names, IReadOnlyCollection<string> tenants, CancellationToken cancellationToken)
    {
        var worlds = new List<IntakeWorld>();
        string? closed = null;
        foreach (var name in names)
        {
            var opened = await clusters.OpenAsync(name, cancellationToken);
            closed ??= opened.Problem is { } problem ? $"{problem.Message} {problem.Next}".Trim() : null;
            if (opened.Value is { } cluster)
            {
                worlds.Add(See(cluster, tenants));
            }
        }

        return (worlds, closed);
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

    // "Why does web get a 403": its log may name the right that it lacks, and then no investigation is needed.
    private async Task<Intake> TroubleAsync(
        string sentence, List<string> words, IntakeScope scope, CancellationToken cancellationToken)
    {
        var trouble = Trouble(sentence, words, scope);
        return RefusalAnswers.AreIn(words) && trouble is Intake.Trouble { Signal: var signal }
            ? await RefusalAnswers.OfAsync(
                WorldOf(scope, signal.Cluster), signal.Subject, sentence, cancellationToken) ?? trouble
            : trouble;
    }

    private Intake Trouble(string sentence, List<string> words, IntakeScope scope)
    {
        var symptom = IntakeSymptoms.Of(words);

        // What is complained about comes first; later sentences tell how it shows ("timeouts at checkout").
        foreach (var part in sentence.Split(
            ['.', '!', '?', ';', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Append(sentence))
        {
            var spoken = IntakeWords.Of(part);
            var withEveryKind = spoken.Any(word => IntakeCandidates.IsNoWorkload(IntakeKinds.Of(word)));
            var fitting = IntakeCandidates.Of(spoken, scope, withEveryKind)
                .Where(candidate => candidate.Score >= IntakeCandidates.Enough)
                .ToImmutableArray();
            if (fitting.Length > 1 && IntakeFront.FirstOf(fitting, spoken) is { } sufferer)
            {
                fitting = [sufferer];
            }

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
        var said = IntakeSince.Of(sentence, world.Now, world.Objects, meant.Object);
        var at = said ?? world.Now;
        var code = symptom ?? SymptomCodes.Other;

        // Without a time in it, the same sentence within the hour is the same report.
        var hour = said ?? new DateTimeOffset(at.Year, at.Month, at.Day, at.Hour, 0, 0, at.Offset);
        var id = "sig-" + Fingerprint.Hex(
            20, "sentence", meant.Cluster, meant.Object.ToString(), code, hour.ToUniversalTime().ToString("O"),
            sentence);
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
            Redaction.Of(sentence)))
        {
            About = new Topic(sentence, meant.Object.Namespace, meant.Object, meant.Cluster),
        };
    }

    private Intake.Unclear Nowhere(string place, List<IntakeWorld> worlds)
    {
        var names = string.Join(", ", clusters.Names);
        var namespaces = string.Join(", ", worlds.SelectMany(world => world.Namespaces).Distinct(StringComparer.Ordinal)
            .OrderByDescending(name =>
                1 - ((double)IntakeWords.Distance(name, place) / Math.Max(name.Length, place.Length)))
            .ThenBy(name => name, StringComparer.Ordinal)
            .Take(8));
        return new Intake.Unclear(
            $"There is no cluster and no namespace '{place}' that you may see. Clusters: {names}. Namespaces: {namespaces}.", []);
    }

    private static IntakeWorld WorldOf(IntakeScope scope, string cluster) =>
        scope.Worlds.First(world => world.Cluster.Name == cluster);
}
