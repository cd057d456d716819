using System.Collections.Frozen;

namespace Kaos.Agent.Grains.Desk.Requests;

/// <summary>
/// The tools of cluster operations by the names that agents know them by, and whether they change anything. Pure.
/// </summary>
public static class RequestTools
{
    /// <summary>Reads a workload's replicas without, and sets them with, its <c>scale</c> argument.</summary>
    public const string Scale = "resources_scale";

    private static readonly FrozenSet<string> Reading = new[]
    {
        "configuration_contexts_list", "configuration_view", "events_list", "namespaces_list", "nodes_log",
        "nodes_stats_summary", "nodes_top", "pods_get", "pods_list", "pods_list_in_namespace", "pods_log", "pods_top",
        "resources_get", "resources_list", "access_review", "resource_pressure", "field_managers",
        "changes_list", "configuration_context_use",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>
    /// What a request is once its tool is known: the tool's own class overrides the label. A tool that is not known
    /// changes things.
    /// </summary>
    /// <param name="label">What the words, or a model, made of it.</param>
    /// <param name="setsScale">Whether the call has a <c>scale</c> argument.</param>
    public static RequestClass ClassOf(RequestClass label, string tool, bool setsScale = false) =>
        Changes(tool, setsScale) ? RequestClass.Change : label;

    /// <summary>Whether a call of the tool has to pass the gate.</summary>
    public static bool Changes(string tool, bool setsScale = false) =>
        tool == Scale ? setsScale : !Reading.Contains(tool);

    internal static string NameOf(IntakeQuestion question) => question.What switch
    {
        IntakeQuestion.Form.Contexts => "configuration_contexts_list",
        IntakeQuestion.Form.Kubeconfig => "configuration_view",
        IntakeQuestion.Form.UseContext => "configuration_context_use",
        IntakeQuestion.Form.Namespaces => "namespaces_list",
        IntakeQuestion.Form.NodeLogs => "nodes_log",
        IntakeQuestion.Form.NodeStats => "nodes_stats_summary",
        IntakeQuestion.Form.NodeUsage => "nodes_top",
        IntakeQuestion.Form.PodUsage => "pods_top",
        IntakeQuestion.Form.Logs => "pods_log",
        IntakeQuestion.Form.Replicas => Scale,
        IntakeQuestion.Form.Events => "events_list",
        IntakeQuestion.Form.Access => "access_review",
        IntakeQuestion.Form.Pressure => "resource_pressure",
        IntakeQuestion.Form.Managers => "field_managers",
        IntakeQuestion.Form.Changes or IntakeQuestion.Form.Scaling => "changes_list",
        IntakeQuestion.Form.List when question.Kind == "Pod" => "pods_list",
        IntakeQuestion.Form.List => "resources_list",
        _ when question.Kind == "Pod" => "pods_get",
        _ => "resources_get",
    };
}
