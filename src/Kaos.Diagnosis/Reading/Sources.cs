namespace Kaos.Diagnosis.Reading;

/// <summary>Values of <see cref="Contracts.Diagnosis.Evidence.Source"/>.</summary>
internal static class Sources
{
    public const string Events = "events";
    public const string PodStatus = "pod-status";
    public const string Logs = "logs";
    public const string Metrics = "metrics";
    public const string Changes = "changes";
    public const string Config = "config";
    public const string ControlPlane = "control-plane";
    public const string Endpoints = "endpoints";
    public const string Node = "node";
    public const string Spec = "spec";
}
