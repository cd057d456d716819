using System.Text.Json;
using Kaos.A2A;

namespace Kaos.Agent.Host.A2A;

/// <summary>
/// The extension under which KAOS sends choices, approvals and findings as data. Not required: the words say the same.
/// docs/a2a.md is its schema.
/// </summary>
internal static class DataExtension
{
    public const string Uri = "urn:kaos:a2a:decisions:v1";

    /// <summary>On messages that hold such a part.</summary>
    public static readonly string[] Named = [Uri];

    private static readonly string[] Sent =
        [DataKinds.Choices, DataKinds.Approval, DataKinds.Evidence, DataKinds.Diagnosis, DataKinds.Outcome];

    private static readonly string[] Read = ["kaos.choose/v1", "kaos.decide/v1"];

    public static readonly AgentExtension Declared = new()
    {
        Uri = Uri,
        Description = "Choices, approvals, evidence, diagnosis and outcome as data parts with a 'kind'; answered by data parts. "
            + "Everything is said in words, too.",
        Params = new Dictionary<string, JsonElement>(StringComparer.Ordinal)
        {
            ["sent"] = JsonSerializer.SerializeToElement(Sent, DataPartsJson.Default.StringArray),
            ["read"] = JsonSerializer.SerializeToElement(Read, DataPartsJson.Default.StringArray),
        },
    };
}
