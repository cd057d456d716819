using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kaos.Agent.Host.Clusters;

/// <summary>A practice cluster that runs, as its own process says it; kept in a file so that it is found
/// again.</summary>
/// <param name="ClusterId">The uid of its namespace kube-system: tells it from another process at the same
/// address.</param>
/// <param name="Kubeconfig">Path.</param>
internal sealed record PracticeState(
    int Pid, string Url, string ClusterId, string ClusterName, string Scenario, double Speed, int Latency,
    string Kubeconfig)
{
    public static PracticeState? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(path), PracticeStateJson.Default.PracticeState);
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    public string Write() => JsonSerializer.Serialize(this, PracticeStateJson.Default.PracticeState);

    /// <summary>In one step: a reader sees the old file or the new one.</summary>
    public void Save(string path)
    {
        File.WriteAllText(path + ".new", Write());
        File.Move(path + ".new", path, overwrite: true);
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(PracticeState))]
internal sealed partial class PracticeStateJson : JsonSerializerContext;
