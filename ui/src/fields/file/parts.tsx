import { ActionIcon, Button, FileButton, Input } from '@mantine/core';
import { IconPaperclip, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { fileHref, upload, type Stored } from '../../api/files';
import { useReason } from '../../kit/States';
import { fileSize } from '../../lib/names';
import { useWords } from '../../lib/words';
import css from '../fields.module.css';
import { control, type EditProps } from '../kind';

export function FileChip({ file, dense }: { file: Stored; dense?: boolean }) {
  const inside = <><IconPaperclip size={14} stroke={1.5} aria-hidden /><span className={css.clip}>{file.name}</span><small>{fileSize(file.size)}</small></>;
  if (dense) return <span className={css.clip}>{file.name}</span>;
  return <a className={css.file} href={fileHref(file.id)} target="_blank" rel="noreferrer">{inside}</a>;
}

interface Props extends EditProps { kept: Stored[]; put: (all: Stored[]) => void; many?: boolean; accept?: string }

/** Files are stored as soon as they are chosen or dropped; the record keeps them when it is saved. */
export function FilePick({ kept, put, many, accept, ...p }: Props) {
  const { t } = useWords();
  const reason = useReason();
  const [busy, setBusy] = useState(false);
  const [over, setOver] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const take = async (files: File[]) => {
    if (files.length === 0) return;
    setBusy(true);
    setFailed(null);
    try {
      const stored = await Promise.all(files.slice(0, many ? 20 : 1).map(upload));
      put(many ? [...kept, ...stored] : stored);
    } catch (e) {
      setFailed(reason(e));
    } finally {
      setBusy(false);
    }
  };
  const { label, description, error, withAsterisk } = control(p);
  return (
    <Input.Wrapper label={label} description={description} error={failed ?? error} withAsterisk={withAsterisk}>
      <div className={css.drop} data-over={over || undefined} onDragOver={(e) => { e.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)}
        onDrop={(e) => { e.preventDefault(); setOver(false); void take([...e.dataTransfer.files]); }}>
        {kept.map((f) => (
          <span className={css.file} key={f.id}>
            <FileChip file={f} dense /><small>{fileSize(f.size)}</small>
            <ActionIcon size="xs" aria-label={`${t('remove')} ${f.name}`} disabled={p.disabled} onClick={() => put(kept.filter((k) => k.id !== f.id))}><IconX size={13} /></ActionIcon>
          </span>
        ))}
        <FileButton onChange={(f: File | File[] | null) => void take(Array.isArray(f) ? f : f ? [f] : [])} multiple={many} accept={accept} disabled={p.disabled}>
          {(props) => <Button {...props} id={p.id} variant="subtle" size="compact-sm" loading={busy} leftSection={<IconPaperclip size={15} stroke={1.5} />}>{kept.length > 0 && !many ? t('replaceFile') : t('attachFile')}</Button>}
        </FileButton>
        <span className="t-quiet">{kept.length === 0 && t('orDrop')}</span>
      </div>
    </Input.Wrapper>
  );
}
