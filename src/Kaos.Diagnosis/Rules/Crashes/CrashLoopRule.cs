using System.Collections.Immutable;
using System.Globalization;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Rules.Probes;
using Kaos.Diagnosis.Sayings;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Crashes;

/// <summary>A container that ends again and again by itself: its exit code and its last words.</summary>
internal sealed class CrashLoopRule : IRule
{
    private const int MostPods = 2;

    public ImmutableArray<string> Causes =>
    [
        CauseCodes.CrashLoop, CauseCodes.CommandNotFound, CauseCodes.CommandNotExecutable,
        CauseCodes.ContainerCompletes,
        CauseCodes.ContainerCreateFailed, CauseCodes.ImageArchitecture, CauseCodes.LifecycleHookFailed,
    ];

    public ImmutableArray<string> Explains => [SymptomCodes.CrashLoop];

    public IEnumerable<Wish> Reads(Scene scene, Complaint complaint) => complaint.Of(SymptomCodes.CrashLoop)
        .Where(s => s.Object.Container is not null)
        .Take(MostPods)
        .SelectMany(s => Wishes.Logs(s.Object, s.Object.Container ?? "", previous: true, s.Since));

    public IEnumerable<Draft> Judge(Scene scene, Complaint complaint) => complaint.Of(SymptomCodes.CrashLoop)
        .Where(s => s.Object.Container is not null)
        .GroupBy(s => s.Object.Container ?? "", StringComparer.Ordinal)
        .OrderBy(g => g.Key, StringComparer.Ordinal)
        .Select(g => Judge(scene, complaint.Subject, g.Key, [.. g]))
        .OfType<Draft>();

    private static Draft? Judge(Scene scene, ObjectRef subject, string container, ImmutableArray<Symptom> symptoms)
    {
        var at = symptoms[0].Object;
        var pod = scene.Index.Objects.Find<Pod>(at.Namespace ?? "", at.Name);
        var status = pod?.AllStatuses().FirstOrDefault(s => s.Name == container);
        if (pod is null || status is null || ProbeFailure.Kills(scene, pod, container))
        {
            return null;
        }

        var notes = new Notes();
        var facts = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        facts[FactNames.Container] = container;
        facts[FactNames.Workload] = $"{subject.Kind}/{subject.Name}";
        var chain = ImmutableArray.CreateBuilder<Claim>();
        var weights = ImmutableArray.CreateBuilder<double>();
        var ended = status.State.Terminated ?? status.LastState.Terminated;
        var said = LastWords.Of(scene, at);
        var told = Tell(notes, facts, weights, at, status, ended, scene.Now);
        var hook = CrashCause.FailedHook(scene, pod, container);
        var (cause, why) = CrashCause.Of(pod, status, ended, said?.Text, hook?.Message);
        var variable = said is null ? null : MissingVariable.In(said.Value.Text);
        TellCause(scene, pod, at, cause, hook, notes, facts, weights, chain);
        TellWords(said, variable, at, ended?.FinishedAt ?? scene.Now, notes, facts, weights, chain);
        chain.Add(new Claim(ended is null
            ? $"So it never starts: {why}"
            : $"So it ends soon after every start; {Say.Count(status.RestartCount, "restart")} so far", [told]));
        var target = subject with { Container = container };
        var began = Began(scene, subject, pod, ended);
        return new Draft
        {
            Cause = cause,
            Root = target,
            Edit = target,
            Subject = subject,
            Notes = notes,
            Chain = chain.ToImmutable(),
            RuledOut = NotOutOfMemory(ended, told),
            Facts = facts.ToImmutable(),
            Weights = cause == CauseCodes.CrashLoop ? weights.ToImmutable() : [.. weights, Confidence.Aligned],
            Explains = symptoms,
            Onset = began,
            Summary = cause == CauseCodes.CrashLoop
                ? Summary(subject, container, ended, said?.Text, variable)
                : $"Container {container} of {subject.Named()} does not run: {why}{Quoted(hook?.Message ?? said?.Text ?? LastWords.Core(status.State.Waiting?.Message))}.",
        };
    }

    private static void TellCause(
        Scene scene,
        Pod pod,
        ObjectRef at,
        string cause,
        Event? hook,
        Notes notes,
        ImmutableSortedDictionary<string, string>.Builder facts,
        ImmutableArray<double>.Builder weights,
        ImmutableArray<Claim>.Builder chain)
    {
        if (cause == CauseCodes.LifecycleHookFailed && hook?.Message is { } failed)
        {
            weights.Add(Confidence.Stated);
            var id = notes.Add(
                Sources.Events, "hook", at, hook.LastSeen ?? scene.Now, $"The kubelet says: {Say.Short(failed, 300)}",
                ("times", hook.Times));
            chain.Add(
                new Claim(
                    $"The postStart hook of container {at.Container} fails, so the kubelet ends the container", [id]));
        }

        if (cause == CauseCodes.ImageArchitecture &&
            Architecture.Tell(scene, pod, pod.Spec.Container(at.Container ?? ""), notes, facts) is { } claim)
        {
            weights.Add(Confidence.Derived);
            chain.Add(claim);
        }
    }

    private static void TellWords(
        (string Text, int Lines)? said,
        string? variable,
        ObjectRef at,
        DateTimeOffset when,
        Notes notes,
        ImmutableSortedDictionary<string, string>.Builder facts,
        ImmutableArray<double>.Builder weights,
        ImmutableArray<Claim>.Builder chain)
    {
        if (said is var (text, lines))
        {
            weights.Add(variable is null ? Confidence.Aligned : Confidence.Stated);
            var logged = notes.Add(
                Sources.Logs, "last-words", at, when,
                $"Its last words: \"{Say.Short(text)}\"", ("lines", lines));
            chain.Add(new Claim(variable is null
                ? $"Container {at.Container} fails with \"{Say.Short(text)}\""
                : $"Container {at.Container} needs the environment variable {variable}, which is not set", [logged]));
            if (variable is not null)
            {
                facts["missingVariable"] = variable;
            }
        }
    }

    private static string Quoted(string? words) => words is { Length: > 0 } ? $" (\"{Say.Short(words, 160)}\")" : "";

    // 137 is how an out-of-memory kill ends too; the kubelet would have said so.
    private static ImmutableArray<RuledOut> NotOutOfMemory(ContainerTerminated? ended, string told) =>
        ended is { ExitCode: 137, Reason: not "OOMKilled" }
            ? [new RuledOut("lack of memory",
                "the kubelet records no out-of-memory kill for it; somebody or something else killed it", [told])]
            : [];

    private static string Tell(
        Notes notes,
        ImmutableSortedDictionary<string, string>.Builder facts,
        ImmutableArray<double>.Builder weights,
        ObjectRef at,
        ContainerStatus status,
        ContainerTerminated? ended,
        DateTimeOffset now)
    {
        if (ended is null)
        {
            weights.Add(Confidence.Derived);
            var why = Say.Short(
                LastWords.Core(status.State.Waiting?.Message) ?? status.State.Waiting?.Reason ?? "it waits");
            return notes.Add(Sources.PodStatus, "cannot-run", at, now, $"Container {at.Container} cannot run: {why}");
        }

        facts["exitCode"] = ended.ExitCode.ToString(CultureInfo.InvariantCulture);
        weights.Add(Confidence.Derived);
        var meaning = "";
        if (ExitCodes.Meaning(ended.ExitCode) is { } known)
        {
            facts["meaning"] = known;
            meaning = $" ({known})";
            if (ExitCodes.IsOwnFault(ended.ExitCode))
            {
                weights.Add(Confidence.Agreeing);
            }
        }

        return notes.Add(
            Sources.PodStatus, "exit", at, ended.FinishedAt ?? now,
            $"Container {at.Container} ended with exit code {ended.ExitCode}{meaning}, {Say.Count(status.RestartCount, "restart")}",
            ("exitCode", ended.ExitCode), ("restarts", status.RestartCount));
    }

    private static string Summary(
        ObjectRef subject, string container, ContainerTerminated? ended, string? said, string? variable)
    {
        var what = $"Container {container} of {subject.Named()}";
        return variable is not null ? $"{what} does not start: the environment variable {variable} is not set."
            : said is not null ? $"{what} keeps crashing: {Say.Short(said).TrimEnd('.')}."
            : ended is not null ? $"{what} keeps ending with exit code {ended.ExitCode}; its logs do not say why."
            : $"{what} cannot be run.";
    }

    private static DateTimeOffset Began(Scene scene, ObjectRef subject, Pod pod, ContainerTerminated? ended)
    {
        var backOff = scene.Index.PodEventsOf(subject).Where(e => e.Reason == "BackOff").Select(e => e.FirstSeen).Min();
        var seen = ended?.FinishedAt ?? scene.Now;
        var first = backOff < seen ? backOff.Value : seen;
        return pod.Metadata.CreationTimestamp is { } created && created > first ? created : first;
    }
}
