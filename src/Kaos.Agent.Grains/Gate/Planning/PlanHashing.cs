using System.Text.Json;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Contracts;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Planning;

/// <summary>SHA-256 over the canonical JSON of a plan without its hash: the same before and after storage.</summary>
internal static class PlanHashing
{
    public static Plan Hashed(Plan plan) => plan with { Hash = Of(plan) };

    public static string Of(Plan plan)
    {
        var json = JsonSerializer.SerializeToNode(plan, KaosJson.Default.Plan) as JsonObject ?? [];
        json.Remove("hash");
        return CanonicalJson.Hash(json);
    }
}
