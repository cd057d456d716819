using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Rules.Refusals;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Quotas;

/// <summary>
/// Pods that the API server refuses because of a quota: it is used up, or it wants amounts that are not stated.
/// </summary>
internal sealed class QuotaRule : IRule
{
    public ImmutableArray<string> Causes => [CauseCodes.QuotaExceeded, CauseCodes.QuotaMustSpecify];

    public ImmutableArray<string> Explains => [SymptomCodes.ReplicasMissing];

    public IEnumerable<Draft> Judge(Scene scene, Complaint complaint)
    {
        foreach (var symptom in complaint.Of(SymptomCodes.ReplicasMissing))
        {
            if (RefusalWords.Of(scene, symptom.Object) is var (text, at, source) &&
                QuotaMessage.Parse(text) is { } message)
            {
                yield return message.IsExceeded
                    ? Exceeded(scene, complaint.Subject, symptom, message, text, at, source)
                    : MustSpecify(complaint.Subject, symptom, message, text, at, source);
            }
        }
    }

    private static Draft Exceeded(
        Scene scene, ObjectRef subject, Symptom symptom, QuotaMessage message, string text, DateTimeOffset at,
        string source)
    {
        var quota = Refs.Of("ResourceQuota", symptom.Object.Namespace, message.Quota);
        var notes = new Notes();
        var said = notes.Add(
            source, "quota-exceeded", symptom.Object, at,
            $"Creating pods is refused: quota {message.Quota} exceeded, requested {message.Requested}, used {message.Used}, limited {message.Limited}");
        var weights = ImmutableArray.Create(Confidence.Stated);
        var chain = ImmutableArray.CreateBuilder<Claim>();
        if (scene.Index.Objects.Find<ResourceQuota>(symptom.Object.Namespace ?? "", message.Quota) is { } found)
        {
            var resource = message.Requested.Split('=')[0];
            var hard = found.Status.Hard.GetValueOrDefault(resource);
            var used = found.Status.Used.GetValueOrDefault(resource);
            weights = weights.Add(Confidence.Derived);
            var spec = notes.Add(
                Sources.Spec, "quota-use", quota, scene.Now, $"Quota {message.Quota}: {used} of {hard} {resource} used",
                ("used", (double)used.Value), ("hard", (double)hard.Value));
            chain.Add(new Claim($"Of {hard} {resource} in the namespace {used} are used", [spec]));
        }

        chain.Add(new Claim($"So quota {message.Quota} refuses further pods ({message.Requested} requested)", [said]));
        return Draft(subject, symptom, notes, chain.ToImmutable(), weights) with
        {
            Cause = CauseCodes.QuotaExceeded,
            Root = quota,
            Edit = quota,
            Facts = Facts(subject, message.Quota).Add("requested", message.Requested).Add("limited", message.Limited),
            Summary = $"{subject.Named()} may not create pods: quota {message.Quota} is used up ({message.Used} of {message.Limited}).",
        };
    }

    private static Draft MustSpecify(
        ObjectRef subject, Symptom symptom, QuotaMessage message, string text, DateTimeOffset at, string source)
    {
        var notes = new Notes();
        var said = notes.Add(
            source, "quota-must-specify", symptom.Object, at, $"Creating pods is refused: {Say.Short(text)}");
        var needs = Say.List(
            message.MustSpecify.Select(n =>
                n.Container.Length == 0 ? n.Resource : $"{n.Resource} of container {n.Container}"));
        var containers = message.MustSpecify.Select(n => n.Container).Where(c => c.Length > 0).Distinct().ToList();
        var target = containers.Count == 1 ? subject with { Container = containers[0] } : subject;
        var facts = Facts(subject, message.Quota)
            .Add("mustSpecify", string.Join(",", message.MustSpecify.Select(n => n.Resource).Distinct()));
        return Draft(subject, symptom, notes,
            [new Claim($"Quota {message.Quota} wants every pod to state {needs}, which {subject.Named()} does not",
                [said])],
            [Confidence.Stated, Confidence.Aligned]) with
        {
            Root = target,
            Edit = target,
            Facts = containers.Count == 1 ? facts.Add(FactNames.Container, containers[0]) : facts,
            Summary = $"{subject.Named()} may not create pods: quota {message.Quota} wants {needs} stated.",
        };
    }

    private static Draft Draft(
        ObjectRef subject, Symptom symptom, Notes notes, ImmutableArray<Claim> chain,
        ImmutableArray<double> weights) => new()
        {
            Cause = CauseCodes.QuotaMustSpecify,
            Root = subject,
            Edit = subject,
            Subject = subject,
            Notes = notes,
            Chain = chain,
            Weights = weights,
            Explains = [symptom],
            Onset = symptom.Since,
            Summary = "",
        };

    private static ImmutableSortedDictionary<string, string> Facts(ObjectRef subject, string quota) =>
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal)
            .Add("quota", quota)
            .Add(FactNames.Workload, $"{subject.Kind}/{subject.Name}");
}
