namespace Kaos.Diagnosis.Logs;

/// <summary>How bad a line says it is; ordered.</summary>
public enum LineLevel
{
    Info,
    Warning,
    Error,
}
