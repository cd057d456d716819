namespace Kaos.Agent.Host.Storage;

/// <summary>
/// This data folder is not for this process: in use by another one, or written by a newer KAOS. Start-up ends with it.
/// </summary>
internal class StorageRefusedException(string message) : Exception(message);

/// <summary>Another process has the data folder.</summary>
internal sealed class DataFolderTakenException(string folder, string owner) : StorageRefusedException(
    $"The data folder '{folder}' is in use by another KAOS ({owner}). Stop that one, or start this one with another folder (--Data:Path=DIR).")
{
    public string Folder => folder;

    public string Owner => owner;
}
