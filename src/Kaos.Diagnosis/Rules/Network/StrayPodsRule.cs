using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Network;

/// <summary>
/// A Service whose selector takes pods of a second workload too, which have not its port: a share of all requests is
/// refused while everything is ready. It shows on no object, so it is looked for where somebody reports errors.
/// </summary>
internal sealed class StrayPodsRule : IRule
{
    public ImmutableArray<string> Causes => [CauseCodes.ServiceSelector];

    public ImmutableArray<string> Explains => [SymptomCodes.Errors, SymptomCodes.Latency, SymptomCodes.Other];

    public IEnumerable<Draft> Judge(Scene scene, Complaint complaint) => Services(scene, complaint.Subject)
        .Select(s => Judge(scene, complaint, s)).OfType<Draft>().Take(1);

    private static IEnumerable<Service> Services(Scene scene, ObjectRef subject) =>
        scene.Index.Objects.Find(subject.Kind, subject.Namespace ?? "", subject.Name) is Service own ? [own]
        : scene.Index.ServicesIn(subject.Namespace ?? "")
            .Where(s => s.Spec.Selector.Count > 0 && scene.Index.PodsOf(subject)
                .Any(p => WorldIndex.Covers(p.Metadata.Labels, s.Spec.Selector)));

    private static Draft? Judge(Scene scene, Complaint complaint, Service service)
    {
        var ready = service.Spec.Selector.Count == 0 ? [] : scene.Index
            .Select(service.Metadata.Namespace, service.Spec.Selector)
            .Where(p => p.IsReady() && !p.IsLeaving()).ToList();
        var owners = ready.GroupBy(p => Owners.TopOwner(scene.Index.Objects, p))
            .OrderBy(g => g.Key.ToString(), StringComparer.Ordinal).ToList();
        foreach (var port in service.Spec.Ports.Where(p => p is not null))
        {
            // Pods without a port of that name are no endpoints of it; by number every selected pod is one.
            if ((port.TargetPort ?? port.Port).Number is not { } number)
            {
                continue;
            }

            var stray = owners.Where(o => !o.Any(p => Declares(p, number))).ToList();
            if (stray.Count > 0 && stray.Count < owners.Count)
            {
                return Draft(scene, complaint, service, number, ready.Count, stray);
            }
        }

        return null;
    }

    private static bool Declares(Pod pod, int port) =>
        pod.Spec.AllContainers().Any(c => c.Ports.Any(p => p?.Number == port));

    private static Draft Draft(
        Scene scene, Complaint complaint, Service service, int port, int all, List<IGrouping<ObjectRef, Pod>> stray)
    {
        var notes = new Notes();
        var of = service.Ref();
        var pods = stray.Sum(s => s.Count());
        var text = $"{of.Named()} also selects {Say.Count(pods, "pod")} of " +
            $"{Say.List(stray.Select(s => s.Key.Named()))}, which declare no port {port}";
        var spec = notes.Add(Sources.Spec, "stray", of, scene.Now, text, ("stray", pods), ("endpoints", all));
        return new Draft
        {
            Cause = CauseCodes.ServiceSelector,
            Root = of,
            Edit = of,
            Subject = complaint.Subject,
            Notes = notes,
            Chain =
            [
                new Claim(text, [spec]),
                new Claim($"So {pods} of its {all} endpoints are not what is asked for", [spec]),
            ],
            Facts = Facts.Of(("service", service.Metadata.Name), ("stray", stray[0].Key.ToString())),
            Weights = [Confidence.Derived, Confidence.Agreeing],
            Explains = complaint.Symptoms,
            Onset = stray.SelectMany(s => s).Max(p => p.Metadata.CreationTimestamp) ?? complaint.Since,
            Summary = $"{text}: {pods} of its {all} endpoints refuse what is asked of {of.Named()}.",
        };
    }
}
