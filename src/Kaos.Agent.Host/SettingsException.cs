namespace Kaos.Agent.Host;

/// <summary>A setting, or a file that a setting names, is wrong; the message says which and how to set it
/// right.</summary>
internal sealed class SettingsException(string message) : Exception(message);
