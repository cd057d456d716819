namespace Kaos.Agent.Host.Storage;

/// <summary>This data folder is not for this process: in use by another one, or written by a newer KAOS. Start-up ends with it.</summary>
internal sealed class StorageRefusedException(string message) : Exception(message);
