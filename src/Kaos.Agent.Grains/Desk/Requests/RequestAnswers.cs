using System.Text.Json;
using Kaos.Agent.Grains.Correlation;

namespace Kaos.Agent.Grains.Desk.Requests;

/// <summary>What is said to requests that need no look at a cluster. Pure.</summary>
internal static class RequestAnswers
{
    public static Intake.Farewell Farewell { get; } = new("You are welcome. Nothing is open in this conversation.");

    public static Intake.Unclear NothingBefore { get; } = new(
        "There is nothing in this conversation that this could be about. Say what is wrong, or ask a question that names it.", []);

    public static Intake.HandOff HandOff(OtherAgents other, string sentence)
    {
        var intent = $"{other.Tool}.{other.Action}";
        return new Intake.HandOff(
            other.Target,
            $"That is {other.Name}'s work ({other.Action}), and KAOS works on the cluster's own objects only. " +
            $"Give it to the agent for {other.Name} ({other.Target}); the data part says what was asked.",
            HandOffData(other.Target, intent, sentence));
    }

    private static JsonElement HandOffData(string target, string intent, string sentence) => IntakeJson.Write(json =>
    {
        json.WriteString("kind", "kaos.handoff/v1");
        json.WriteString("target", target);
        json.WriteString("intent", intent);
        json.WriteStartObject("payload");
        json.WriteString("text", sentence);
        json.WriteEndObject();
        json.WriteString("correlationId", "hof-" + Fingerprint.Hex(20, target, sentence));
    });
}
