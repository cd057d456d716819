namespace Kaos.Diagnosis.Sayings.Sentences;

/// <summary>The kinds of things of which programs complain.</summary>
internal enum Subject
{
    Name,
    Server,
    Connection,
    Certificate,

    /// <summary>What proves who one is: passwords, tokens, keys, accounts.</summary>
    Credential,
    Right,
    License,
    FilePath,

    /// <summary>What a database or broker was told to hold: tables, topics, buckets.</summary>
    Schema,
    Code,
    Argument,
    Variable,
    Config,
    Versioning,
    Disk,
    Memory,
    Handles,
    Pool,
    Clients,
    Rate,

    /// <summary>A message, a request, a queue: what has a size.</summary>
    Load,
    Port,
    Locking,
    Leader,
    Data,
    Clock,
}
