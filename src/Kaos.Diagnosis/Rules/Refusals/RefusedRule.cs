using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Rules.Configuration;
using Kaos.Diagnosis.Rules.Quotas;
using Kaos.Diagnosis.Rules.Statements;
using Kaos.Diagnosis.Rules.Webhooks;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;

namespace Kaos.Diagnosis.Rules.Refusals;

/// <summary>Pods that the API server does not let a controller create, for other reasons than a quota.</summary>
internal sealed class RefusedRule : IRule
{
    public ImmutableArray<string> Causes =>
    [
        CauseCodes.ServiceAccountMissing, CauseCodes.PodSecurityRefused, CauseCodes.LimitRangeRefused,
        CauseCodes.AdmissionDenied, CauseCodes.PriorityClassMissing, CauseCodes.RuntimeClassMissing,
        CauseCodes.PodInvalid, CauseCodes.PodCreateRefused,
    ];

    public ImmutableArray<string> Explains => [SymptomCodes.ReplicasMissing];

    public IEnumerable<Draft> Judge(Scene scene, Complaint complaint) => complaint.Of(SymptomCodes.ReplicasMissing)
        .Select(s => RefusalWords.Of(scene, s.Object) is { } words && Parse(words.Text) is { } refusal
            ? Draft(scene, complaint.Subject, s, words, refusal)
            : null)
        .OfType<Draft>();

    // Words that are nobody else's to take apart are told as they stand.
    private static Refusal? Parse(string text) => Refusal.Parse(text) ??
        (QuotaMessage.Parse(text) is null && WebhookCall.Parse(text) is null && RightsDenial.Parse(text) is null
            ? new Refusal(CauseCodes.PodCreateRefused, $"the API server says: {Say.Short(text, 200)}")
            : null);

    private static Draft Draft(Scene scene, ObjectRef subject, Symptom symptom, RefusalWords words, Refusal refusal)
    {
        var notes = new Notes();
        var said = notes.Add(
            words.Source, "refused", symptom.Object, words.At,
            $"Creating pods is refused: {Say.Short(words.Text, 600)}");
        var chain = ImmutableArray.CreateBuilder<Claim>();
        var (root, edit, hint) = Target(scene, subject, refusal, notes, chain);
        chain.Add(new Claim($"So the API server refuses the pods: {refusal.Why}", [said]));
        return new Draft
        {
            Cause = refusal.Cause,
            Root = root,
            Edit = edit,
            Subject = subject,
            Notes = notes,
            Chain = chain.ToImmutable(),
            Facts = Facts.Of(
                (FactNames.Workload, subject.Short()), ("refusedBy", refusal.Name), ("policy", refusal.Policy?.Policy),
                ("rule", refusal.Policy?.Rule),
                ("fix", refusal.Fix), ("nearest", hint),
                ("limitRange", LimitRange(scene, symptom.Object.Namespace, refusal))),
            Weights = refusal.Cause == CauseCodes.PodCreateRefused ? [Confidence.Stated]
                : chain.Count > 1 ? [Confidence.Stated, Confidence.Derived]
                : [Confidence.Stated, Confidence.Aligned],
            Explains = [symptom],
            Onset = symptom.Since,
            Summary = $"{subject.Named()} may not create pods: {refusal.Why}." +
                (refusal.Fix.Length > 0 ? $" Smallest fix: {Say.Short(refusal.Fix, 400)}." : "") +
                (hint is null ? "" : $" There is a ServiceAccount {hint}."),
        };
    }

    // What is missing is the cause itself; everything else is a field of the workload that has to change.
    private static (ObjectRef Root, ObjectRef Edit, string? Nearest) Target(
        Scene scene, ObjectRef subject, Refusal refusal, Notes notes, ImmutableArray<Claim>.Builder chain)
    {
        if (refusal.Cause != CauseCodes.ServiceAccountMissing)
        {
            return (subject, subject, null);
        }

        var ns = subject.Namespace ?? "";
        var missing = Refs.Of("ServiceAccount", ns, refusal.Name);
        var names = scene.Index.Objects.ServiceAccounts.Where(a => a.Metadata.Namespace == ns)
            .Select(a => a.Metadata.Name).ToList();
        if (names.Count == 0 || names.Contains(refusal.Name))
        {
            return (missing, missing, null);
        }

        var id = notes.Add(
            Sources.Spec, "accounts", missing, scene.Now,
            $"The namespace has the ServiceAccounts {Say.List(names.Order(StringComparer.Ordinal), 6)}");
        chain.Add(new Claim($"{subject.Named()} names ServiceAccount {refusal.Name}, which does not exist", [id]));
        var nearest = NearestName.To(refusal.Name, names);
        return (missing, nearest is null ? missing : subject, nearest);
    }

    private static string? LimitRange(
        Scene scene, string? ns, Refusal refusal) => refusal.Cause == CauseCodes.LimitRangeRefused
        ? scene.Index.Objects.LimitRanges.Where(l => l.Metadata.Namespace == ns).Select(l => l.Metadata.Name)
            .Order(StringComparer.Ordinal).FirstOrDefault()
        : null;
}
