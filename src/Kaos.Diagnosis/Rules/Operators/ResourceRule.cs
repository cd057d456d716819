using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Graph;
using Kaos.Diagnosis.Operators;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Rules.Network;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Operators;

/// <summary>
/// An operator's resource that is not well by its own word. Where it names another that is not well either (its issuer,
/// its source, what it depends on), that one is the cause.
/// </summary>
internal sealed class ResourceRule : IRule
{
    private const int Deepest = 5;

    public ImmutableArray<string> Causes =>
    [
        CauseCodes.CertificateNotIssued, CauseCodes.GitOpsNamespaceMissing, CauseCodes.GitOpsSourceFailed,
        CauseCodes.GitOpsSyncFailed, CauseCodes.IssuerNotReady, CauseCodes.OperatorCatalogDown,
        CauseCodes.OperatorInstallFailed, CauseCodes.OperatorGroupInvalid, CauseCodes.ScalerFailed,
        CauseCodes.ApiServiceUnavailable, CauseCodes.CertificateExpired, CauseCodes.HpaTargetMissing,
        CauseCodes.PolicyNotReady, CauseCodes.RightsMissing, CauseCodes.RolloutStalled, CauseCodes.ResourceUnhealthy,
    ];

    public ImmutableArray<string> Explains => [SymptomCodes.ResourceUnhealthy, SymptomCodes.ApiUnavailable];

    public IEnumerable<Draft> Judge(Scene scene, Complaint complaint) => complaint
        .Of(SymptomCodes.ResourceUnhealthy, SymptomCodes.ApiUnavailable)
        .Select(s =>
            scene.Index.Objects.Find(s.Object.Kind, s.Object.Namespace ?? "", s.Object.Name) is CustomResource item
            ? Judge(scene, complaint.Subject, item, s)
            : null)
        .OfType<Draft>();

    private static Draft? Judge(Scene scene, ObjectRef subject, CustomResource item, Symptom symptom)
    {
        if (ResourceHealth.Of(item) is not { } trouble || SecretMaker.IsMissed(scene, item))
        {
            return null;
        }

        var notes = new Notes();
        var chain = new List<Claim> { Tell(notes, item, trouble, scene) };
        var (root, at, why) = (item, item, trouble);
        for (var i = 0; i < Deepest && Next(scene, at) is { } next; i++)
        {
            (at, why) = next;
            root = ResourceHealth.IsStep(at) ? root : at;
            chain.Insert(0, Tell(notes, at, why, scene));
        }

        var behind = Behind.Of(scene, at, why) ?? Behind.Of(scene, root, why);
        var target = behind?.Root ?? root.Ref();
        if (behind is not null)
        {
            chain.Insert(
                0, new Claim(behind.Text, [notes.Add(Sources.Spec, "behind", target, scene.Now, behind.Text)]));
        }

        return new Draft
        {
            Cause = behind?.Cause ?? why.Cause,
            Severity = symptom.Severity,
            Root = target,
            Edit = target,
            Subject = subject,
            Notes = notes,
            Chain = [.. chain],
            Facts = Facts.Of(("resource", item.Ref().Short()), ("namespace", MissingNamespace(why.Text)))
                .SetItems(behind?.Facts ?? Facts.Of()),
            Weights = [Confidence.Stated, Confidence.Agreeing],
            Explains = [symptom],
            Onset = symptom.Since,
            SuffersFrom = target != root.Ref() ? target
                : why.Cause == CauseCodes.ResourceUnhealthy
                    ? FrontDoor.Down(scene, HostNames.Candidates("url", why.Text))
                    : null,
            Summary = root == item
                ? $"{item.Ref().Named()}: {Say.Short(why.Text, 400)}{(behind is null ? "" : $" ({behind.Text})")}"
                : $"{item.Ref().Named()} waits for {root.Ref().Named()}: {Say.Short(why.Text, 400)}",
        };
    }

    private static (CustomResource, ResourceTrouble)? Next(Scene scene, CustomResource at)
    {
        foreach (var link in ResourceLinks.Of(scene.Index, at))
        {
            if (ResourceHealth.Of(link) is { } trouble)
            {
                return (link, trouble);
            }
        }

        return null;
    }

    private static Claim Tell(Notes notes, CustomResource item, ResourceTrouble trouble, Scene scene)
    {
        var text = $"{item.Kind} {item.Metadata.Name}: {trouble.Text}";
        var told = notes.Add(Sources.Spec, "status", item.Ref(), trouble.Since ?? scene.Now, text);
        var said = scene.Index.EventsOf(item.Ref()).Where(e => e.Type == "Warning").MaxBy(e => e.LastSeen);
        return new Claim(Say.Short(text), said is null
            ? [told]
            : [told, notes.Add(Sources.Events, "warning", item.Ref(), said.LastSeen ?? scene.Now,
                $"{said.Reason}: {Say.Short(said.Message ?? "", 300)}")]);
    }

    private static string? MissingNamespace(string text) => Storage.MountTrouble.Between(text, "namespaces \"", "\"");
}
