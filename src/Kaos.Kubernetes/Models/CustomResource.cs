using System.Text.Json.Serialization;
using Kaos.Kubernetes.Json;

namespace Kaos.Kubernetes.Models;

/// <summary>
/// An object of a kind that has no model of its own: of an operator's CRD, or one of the server's that rules ask few
/// questions about. Which kinds are read at all is said by <see cref="Resources.CustomKinds"/>. Read the parts with
/// <see cref="RawJsonReading"/>.
/// </summary>
public sealed record CustomResource : IKubernetesObject
{
    [JsonConverter(typeof(InternedStringConverter))]
    public string ApiVersion { get; init => field = value ?? ""; } = "";

    [JsonConverter(typeof(InternedStringConverter))]
    public string Kind { get; init => field = value ?? ""; } = "";

    public ObjectMeta Metadata { get; init => field = value ?? ObjectMeta.Empty; } = ObjectMeta.Empty;

    public RawJson Spec { get; init; }

    public RawJson Status { get; init; }

    /// <summary>The results of a policy report.</summary>
    public RawJson Results { get; init; }

    /// <summary>The part before the slash of <see cref="ApiVersion"/>; empty for the core group.</summary>
    [JsonIgnore]
    public string Group =>
        ApiVersion.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0 ? ApiVersion[..slash] : "";

    /// <summary>The conditions of its status; empty when there are none.</summary>
    [JsonIgnore]
    public IReadOnlyList<Condition> Conditions => Status.Conditions("conditions");
}
