using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Graph;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Rules.Crashes;
using Kaos.Diagnosis.Rules.Network;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Images;

/// <summary>
/// An image that cannot be pulled: it does not exist, access is refused, or the registry is not reached.
/// </summary>
internal sealed class ImagePullRule : IRule
{
    public ImmutableArray<string> Causes =>
    [
        CauseCodes.ImagePullMissing, CauseCodes.ImagePullDenied, CauseCodes.ImagePullHost, CauseCodes.ImageRateLimit,
        CauseCodes.ImageRegistryTls, CauseCodes.ImageArchitecture, CauseCodes.ImageNameInvalid,
        CauseCodes.ImageNeverPull, CauseCodes.PullSecretMissing, CauseCodes.ImageSignatureRefused,
        CauseCodes.ImageUnsupported, CauseCodes.NodeDiskPressure, CauseCodes.ImagePullFailed,
    ];

    public ImmutableArray<string> Explains => [SymptomCodes.ImagePull];

    public IEnumerable<Draft> Judge(Scene scene, Complaint complaint) => complaint.Of(SymptomCodes.ImagePull)
        .GroupBy(s => s.Object.Container ?? "", StringComparer.Ordinal)
        .OrderBy(g => g.Key, StringComparer.Ordinal)
        .Select(g => Judge(scene, complaint.Subject, g.Key, [.. g]))
        .OfType<Draft>();

    private static Draft? Judge(Scene scene, ObjectRef subject, string container, ImmutableArray<Symptom> symptoms)
    {
        var at = symptoms[0].Object;
        var pod = scene.Index.Objects.Find<Pod>(at.Namespace ?? "", at.Name);
        var status = pod?.AllStatuses().FirstOrDefault(s => s.Name == container);
        if (pod?.Spec.Container(container) is not { } spec || status is null)
        {
            return null;
        }

        var notes = new Notes();
        var waits = notes.Add(
            Sources.PodStatus, "image-pull", at, symptoms[0].Since,
            $"Container {container} waits: {status.State.Waiting?.Reason}, image {spec.Image}");
        var failed = scene.Index.EventsOf(pod.Ref())
            .Where(e => e.Reason is "Failed" or "InspectFailed" or "ErrImageNeverPull")
            .Where(e => (e.Message ?? "").Contains(spec.Image, StringComparison.Ordinal))
            .OrderByDescending(e => PullFailure.Of(Bare(e.Message, spec.Image)) is not null)
            .ThenByDescending(e => e.LastSeen)
            .FirstOrDefault();
        var words = failed?.Message ?? status.State.Waiting?.Message ?? "";
        var (cause, why) = Unusable(status) ?? PullFailure.Of(Bare(words, spec.Image)) ??
            (CauseCodes.ImagePullFailed,
                failed is null ? "the kubelet does not say why" : Say.Short(Reason(words, spec.Image)));
        var says = failed is null ? waits : notes.Add(
            Sources.Events, "image-pull-failed", at, failed.LastSeen ?? scene.Now,
            $"The kubelet failed to pull {spec.Image} {Say.Count(failed.Times, "time")}: {Say.Short(Reason(words, spec.Image), 300)}",
            ("times", failed.Times));
        var target = cause == CauseCodes.NodeDiskPressure && pod.Spec.NodeName is { } full
            ? Refs.Of("Node", null, full)
            : subject with { Container = container };
        var first = failed?.FirstSeen ?? symptoms[0].Since;
        var facts = FactsOf(scene, subject, pod, spec, cause, notes);
        var draft = new Draft
        {
            Cause = cause,
            Root = target,
            Edit = target,
            Subject = subject,
            Notes = notes,
            Chain =
            [
                new Claim($"Image {spec.Image} cannot be pulled: {why}", [says]),
                new Claim($"So container {container} never starts", [waits]),
            ],
            RuledOut = Healthy(scene, pod, spec.Image, notes, cause),
            Facts = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, facts),
            Weights = (cause, failed) switch
            {
                (CauseCodes.ImagePullFailed, null) => [Confidence.Derived],
                (CauseCodes.ImagePullFailed, _) or (_, null) => [Confidence.Stated],
                _ => [Confidence.Stated, Confidence.Aligned],
            },
            Explains = symptoms,
            Onset = first,
            SuffersFrom = cause is CauseCodes.ImagePullFailed or CauseCodes.ImagePullHost
                ? FrontDoor.Down(scene, HostNames.Candidates("url", words).Append(Registry(spec.Image)))
                : null,
            Summary = $"{subject.Named()} cannot start: {why} ({spec.Image}).",
        };
        return cause == CauseCodes.ImagePullDenied ? PullSecret.Behind(scene, pod, draft) : draft;
    }

    private static Dictionary<string, string> FactsOf(
        Scene scene, ObjectRef subject, Pod pod, Container spec, string cause, Notes notes)
    {
        var facts = new Dictionary<string, string>
        {
            [FactNames.Container] = spec.Name,
            [FactNames.Workload] = subject.Short(),
            ["image"] = spec.Image,
        };
        if (cause == CauseCodes.ImageArchitecture)
        {
            Architecture.Tell(scene, pod, spec, notes, facts);
        }

        if (PreviousImage.Of(scene, subject, spec.Name, spec.Image) is { } previous)
        {
            facts["previousImage"] = previous;
            notes.Add(Sources.Spec, "previous-image", subject, scene.Now, $"The revision before ran image {previous}");
        }

        return facts;
    }

    private static (string, string)? Unusable(ContainerStatus status) => status.State.Waiting?.Reason switch
    {
        "InvalidImageName" => (CauseCodes.ImageNameInvalid, "the image's name cannot be read"),
        "ErrImageNeverPull" =>
            (CauseCodes.ImageNeverPull, "the image is not on the node, and imagePullPolicy Never forbids to pull it"),
        _ => null,
    };

    // The image's own name must not be taken for the reason.
    private static string Bare(string? message, string image) =>
        image.Length == 0 ? message ?? "" : (message ?? "").Replace(image, "", StringComparison.Ordinal);

    // What a runtime wraps around the reason repeats the image's name; the end of the message is the reason.
    private static string Reason(string message, string image)
    {
        var wrapper = message.LastIndexOf($"{image}\": ", StringComparison.Ordinal);
        var text = wrapper < 0 ? message : message[(wrapper + image.Length + 3)..];
        var at = text.LastIndexOf("desc = ", StringComparison.Ordinal);
        return at < 0 ? text : text[(at + "desc = ".Length)..];
    }

    // If the same node pulls from the same registry for others, the registry can be reached.
    private static ImmutableArray<RuledOut> Healthy(Scene scene, Pod pod, string image, Notes notes, string cause)
    {
        var registry = Registry(image);
        if (cause == CauseCodes.ImagePullHost || pod.Spec.NodeName is not { } node)
        {
            return [];
        }

        var other = scene.Index.PodsOn(node).FirstOrDefault(p => p.IsReady() &&
            p.Spec.Containers.Any(c => c is not null && c.Image != image && Registry(c.Image) == registry));
        if (other is null)
        {
            return [];
        }

        var id = notes.Add(
            Sources.PodStatus, "same-registry", other.Ref(), scene.Now,
            $"Pod {other.Metadata.Name} on the same node runs an image of the same registry");
        return [new RuledOut("the registry or the network being down", $"node {node} runs other images from {registry}",
            [id])];
    }

    private static string Registry(string image)
    {
        var first = image.Split('/')[0];
        return image.Contains('/') && (first.Contains('.') || first.Contains(':') || first == "localhost")
            ? first
            : "docker.io";
    }
}
